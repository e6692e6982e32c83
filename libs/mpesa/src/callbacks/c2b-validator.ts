import { SetMetadata } from '@nestjs/common';
import type { C2bRejectionCode } from '../daraja/contracts/c2b-callbacks.contract.js';

export const C2B_VALIDATOR = 'nestjs-mpesa:c2b-validator';

/** A payment that a customer is about to make; no money has moved yet. */
export interface C2bValidationRequest {
  /** M-Pesa receipt of the payment to be. */
  readonly receipt: string;
  /** The module's named account. */
  readonly account: string;
  readonly shortcode: string;
  readonly till: string | null;
  /** What the customer typed as account number; null for tills. */
  readonly reference: string | null;
  readonly amountCents: number;
  readonly payerName: string | null;
  /** In clear only where Safaricom tells it so. */
  readonly phone: string | null;
  /** As Safaricom masks it (`2547 ***** 126`), where it does. {@link mayBePaidBy} compares all three with a phone. */
  readonly phoneMasked: string | null;
  /** SHA-256 of the twelve digits, lower-case hex, where Safaricom tells that. */
  readonly phoneHash: string | null;
  readonly transactionType: string | null;
  /** Safaricom's time of the payment, epoch ms. */
  readonly at: number | null;
}

/** Whether a payment by hand is welcome. A refusal carries the code that M-Pesa knows for it. */
export type C2bVerdict =
  | {
      readonly accept: true;
      /** Comes back in the confirmation's raw body. */
      readonly thirdPartyTransactionId?: string;
    }
  | {
      readonly accept: false;
      /** C2B00011 phone, C2B00012 account number, C2B00013 amount, C2B00014 KYC, C2B00015 shortcode, C2B00016 other. */
      readonly code: C2bRejectionCode;
      /** At most 90 characters reach Safaricom. */
      readonly reason?: string;
    };

/** Says whether a customer's payment is welcome, within `validation.deadlineMs`. */
export interface C2bValidator {
  validate(request: C2bValidationRequest): C2bVerdict | Promise<C2bVerdict>;
}

/** Marks the one provider of the host that implements {@link C2bValidator}. */
export function MpesaC2bValidator(): ClassDecorator {
  return SetMetadata(C2B_VALIDATOR, true);
}
