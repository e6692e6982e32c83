import { ApiProperty } from '@nestjs/swagger';
import type { Payment } from 'nestjs-mpesa';
import { instant } from '../../http/instant.js';
import { normaliseAccount } from '../../values/account-number.js';

/** A payment in this dialect: the facts of M-Pesa's C2B confirmation in camelCase, and what the prefix says of them. */
export class BrijPayment {
  @ApiProperty({ type: String, nullable: true, example: 'Pay Bill' })
  transactionType!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'UKL632NMUA', description: 'The M-Pesa receipt' })
  transId!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T06:30:00.000Z' })
  transTime!: string;

  @ApiProperty({ description: 'Shillings', example: 1500 })
  transAmount!: number;

  @ApiProperty({ example: '174379', description: 'The pay bill, or the till' })
  businessShortCode!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'ft-128 62637',
    description: 'As the payer typed it',
  })
  billRefNumber!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'FT' })
  routingPrefix!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '12862637',
    description: 'Without the prefix: upper case, no blanks and no dashes',
  })
  accountNumber!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '2547*****149',
    description: 'In clear, masked or hashed, as M-Pesa tells it',
  })
  msisdn!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'JOHN' })
  payerName!: string | null;
}

/** @param prefix the registered prefix that its account number began with */
export function brijPayment(payment: Payment, prefix: string | null): BrijPayment {
  const { reference, completedAt, settledAt, createdAt } = payment;
  return {
    transactionType: payment.transactionType,
    transId: payment.receipt,
    transTime: instant(completedAt ?? settledAt ?? createdAt),
    transAmount: payment.amountCents / 100,
    businessShortCode: payment.till ?? payment.shortcode,
    billRefNumber: reference,
    routingPrefix: prefix,
    accountNumber: reference === null ? null : normaliseAccount(reference).slice(prefix?.length ?? 0),
    msisdn: payment.phone ?? payment.phoneMasked ?? payment.phoneHash,
    payerName: payment.partyName,
  };
}
