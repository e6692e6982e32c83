import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import type { StatusReceived } from 'nestjs-mpesa';
import { TheCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/needs-scope.js';
import { instantOrNull } from '../http/instant.js';
import { readAs } from '../http/read-body.pipe.js';
import { TransactionInquiries } from '../payments/transaction-inquiries.js';
import { ApiIdempotencyKey } from './idempotency-key.js';
import { V1Controller } from './v1-controller.js';

class StatusBody {
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsString()
  paymentId?: string;

  @ApiPropertyOptional({ example: 'TKL7H8J9K0', description: 'M-Pesa receipt' })
  @IsOptional()
  @IsString()
  receipt?: string;
}

const nullable = { type: String, nullable: true } as const;

class StatusAnswer {
  @ApiProperty({ ...nullable, format: 'uuid' })
  paymentId!: string | null;

  @ApiProperty(nullable)
  receipt!: string | null;

  @ApiProperty({ ...nullable, example: 'Completed', description: "M-Pesa's own word" })
  transactionStatus!: string | null;

  @ApiProperty({ type: Number, nullable: true })
  amountCents!: number | null;

  @ApiProperty({ ...nullable, example: 'Pay Utility with OD Online' })
  reasonType!: string | null;

  @ApiProperty({ ...nullable, format: 'date-time' })
  initiatedAt!: string | null;

  @ApiProperty({ ...nullable, format: 'date-time' })
  finalisedAt!: string | null;
}

@V1Controller('transaction-status', 'Payments')
@NeedsScope('payments:status')
export class TransactionStatusController {
  constructor(private readonly inquiries: TransactionInquiries) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'transactionStatus',
    summary: 'Asks M-Pesa now how one of your transactions stands',
    description:
      'Waits up to 30 seconds. Say `receipt` or `paymentId`. What the answer proves also settles the payment.',
  })
  @ApiIdempotencyKey()
  @ApiOkResponse({ type: StatusAnswer })
  async ask(@TheCaller() caller: Caller, @Body(readAs()) body: StatusBody): Promise<StatusAnswer> {
    return view(await this.inquiries.ask(caller, body));
  }
}

function view(status: StatusReceived): StatusAnswer {
  const { paymentId, receipt, transactionStatus, amountCents, reasonType } = status;
  return {
    paymentId,
    receipt,
    transactionStatus,
    amountCents,
    reasonType,
    initiatedAt: instantOrNull(status.initiatedAt),
    finalisedAt: instantOrNull(status.finalisedAt),
  };
}
