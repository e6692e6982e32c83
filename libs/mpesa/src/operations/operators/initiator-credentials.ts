import { createSecurityCredential } from '../../daraja/signing/security-credential.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { InitiatorProduct } from '../../options/mpesa-options.js';
import type { ResolvedAccount, ResolvedInitiator } from '../../options/resolved-options.js';
import type { Payment } from '../../payments/payment.js';

/** What an organisation request is signed with. */
export interface SignedBy {
  /** Name of the API operator. */
  readonly initiator: string;
  /** Base64; made anew for every request, since its padding is random. */
  readonly securityCredential: string;
}

type Operated = Pick<ResolvedAccount, 'name' | 'initiator' | 'initiators'>;

/** Signs organisation requests with the operator that an account names for a product. */
export class InitiatorCredentials {
  /** @throws InvalidRequestError field `account` when the account has no initiator for the product */
  async for(account: Operated, product: InitiatorProduct): Promise<SignedBy> {
    return sign(account, initiatorOf(account, product));
  }

  /**
   * With the operator of this name: a payment is asked about by the one that sent it.
   *
   * @throws InvalidRequestError field `account` when the account has no operator of this name any more
   */
  async named(account: Operated, initiator: string): Promise<SignedBy> {
    const all = [account.initiator, ...Object.values(account.initiators)];
    const found = all.find((one) => one?.name === initiator);
    if (found == null) {
      throw new InvalidRequestError('account', account.name, `must have the initiator ${initiator}`);
    }
    return sign(account, found);
  }
}

/** Whether the account has an operator for the product. */
export function hasInitiatorFor({ initiator, initiators }: Operated, product: InitiatorProduct): boolean {
  return (initiators[product] ?? initiator) !== null;
}

/** @throws InvalidRequestError field `account` */
export function initiatorOf(account: Operated, product: InitiatorProduct): ResolvedInitiator {
  const initiator = account.initiators[product] ?? account.initiator;
  if (initiator === null) {
    throw new InvalidRequestError('account', account.name, `must have an initiator for ${product}`);
  }
  return initiator;
}

/**
 * Name of the operator that asks about a payment: the one that sent it, or where none did the account's for status questions.
 * Null where the account has none, or is not known any more.
 */
export function askerOf(account: Operated | null, { initiator }: Pick<Payment, 'initiator'>): string | null {
  if (initiator !== null || account === null) return initiator;
  return hasInitiatorFor(account, 'status') ? initiatorOf(account, 'status').name : null;
}

/**
 * Name of the operator that is to sign: the one the call chose, or the account's for this product.
 *
 * @throws InvalidRequestError field `initiator`, or `account` when the account has none
 */
export function operatorFor(
  account: Operated,
  product: InitiatorProduct,
  chosen: string | undefined,
): string {
  if (chosen === undefined) return initiatorOf(account, product).name;
  const known = [account.initiator, ...Object.values(account.initiators)].flatMap((one) => one?.name ?? []);
  if (known.includes(chosen)) return chosen;
  throw new InvalidRequestError('initiator', chosen, `must be one of ${[...new Set(known)].join(', ')}`);
}

function sign(account: Operated, initiator: ResolvedInitiator): SignedBy {
  const { name } = initiator;
  if ('credential' in initiator) return { initiator: name, securityCredential: initiator.credential };
  try {
    const securityCredential = createSecurityCredential(initiator.password, initiator.certificate);
    return { initiator: name, securityCredential };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidRequestError('account', account.name, `initiator ${name}: ${error.message}`);
  }
}
