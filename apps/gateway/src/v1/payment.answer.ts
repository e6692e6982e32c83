import { ApiProperty } from '@nestjs/swagger';
import type { JsonObject } from 'nestjs-mpesa';
import type { PaymentView } from '../payments/payment-view.js';

const KINDS = ['stk-push', 'c2b', 'b2c', 'b2b', 'b2b-express', 'pochi', 'tax', 'top-up', 'reversal'];
const STATUSES = ['created', 'pending', 'unknown', 'succeeded', 'failed', 'review', 'reversed'];

const nullable = { type: String, nullable: true } as const;

export class FailureAnswer {
  @ApiProperty({ example: 'cancelled', description: 'One word for programs' })
  word!: string;

  @ApiProperty({ ...nullable, example: '1032', description: "M-Pesa's result code" })
  code!: string | null;

  @ApiProperty({ ...nullable, example: 'Request cancelled by user' })
  text!: string | null;
}

export class PaymentAnswer implements PaymentView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: KINDS })
  kind!: PaymentView['kind'];

  @ApiProperty({ enum: ['in', 'out'] })
  direction!: PaymentView['direction'];

  @ApiProperty({ enum: STATUSES })
  status!: PaymentView['status'];

  @ApiProperty({ description: 'Cents of a shilling', example: 150000 })
  amountCents!: number;

  @ApiProperty({ enum: ['KES'] })
  currency!: 'KES';

  @ApiProperty({ example: '174379' })
  shortcode!: string;

  @ApiProperty(nullable)
  till!: string | null;

  @ApiProperty({ ...nullable, example: '254722000000' })
  phone!: string | null;

  @ApiProperty(nullable)
  payerName!: string | null;

  @ApiProperty({ ...nullable, description: 'The account number, as asked for or as typed by the payer' })
  reference!: string | null;

  @ApiProperty(nullable)
  description!: string | null;

  @ApiProperty({ type: Object, nullable: true, description: 'As it was given' })
  metadata!: JsonObject | null;

  @ApiProperty({ ...nullable, example: 'TKL7H8J9K0' })
  receipt!: string | null;

  @ApiProperty({ type: FailureAnswer, nullable: true })
  failure!: FailureAnswer | null;

  @ApiProperty(nullable)
  reviewReason!: string | null;

  @ApiProperty({
    ...nullable,
    enum: ['confirmation'],
    description: 'A success was told, and counts once M-Pesa has said the same',
  })
  awaiting!: 'confirmation' | null;

  @ApiProperty()
  reversedCents!: number;

  @ApiProperty(nullable)
  checkoutRequestId!: string | null;

  @ApiProperty({ ...nullable, format: 'uuid', description: 'Which payment a reversal gives back' })
  originalPaymentId!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ ...nullable, format: 'date-time' })
  settledAt!: string | null;

  @ApiProperty({ ...nullable, format: 'date-time', description: "Safaricom's own time" })
  completedAt!: string | null;
}

export class PaymentPageAnswer {
  @ApiProperty({ type: [PaymentAnswer] })
  items!: PaymentAnswer[];

  @ApiProperty({ ...nullable, description: 'Ask with `cursor` for the page after this; null on the last' })
  nextCursor!: string | null;
}
