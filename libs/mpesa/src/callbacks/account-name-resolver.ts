import { SetMetadata } from '@nestjs/common';

export const ACCOUNT_NAME_RESOLVER = 'nestjs-mpesa:account-name-resolver';

/** Safaricom asks whose account a customer is about to pay into (C2B Hakikisha). */
export interface AccountNameRequest {
  /** Safaricom's id of the question. */
  readonly requestId: string;
  /** The module's named account. */
  readonly account: string;
  readonly shortcode: string;
  readonly till: string | null;
  /** What the customer typed as account number. */
  readonly accountNumber: string;
  /** Safaricom's time of the question, epoch ms; null when it told none. */
  readonly at: number | null;
}

/** Names the holder of an account number, within `hakikisha.deadlineMs`. */
export interface AccountNameResolver {
  /** @returns the name that the customer is shown before paying; null when there is no such account */
  nameOf(request: AccountNameRequest): string | null | Promise<string | null>;
}

/** Marks the one provider of the host that implements {@link AccountNameResolver}. */
export function MpesaAccountNameResolver(): ClassDecorator {
  return SetMetadata(ACCOUNT_NAME_RESOLVER, true);
}
