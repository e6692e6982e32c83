import type { Explanation } from '../values/explanation.js';

const BRAND = Symbol.for('nestjs-mpesa.error');

/**
 * What every error of this library is. `retryable` says whether the same call may simply be made again,
 * `moneyMayHaveMoved` whether the money must be looked for first. Messages name the refused value, never a secret.
 *
 * `instanceof` also recognises errors of a second copy of the package in the same process.
 */
export abstract class MpesaError extends Error {
  abstract readonly code: string;
  abstract readonly retryable: boolean;
  abstract readonly moneyMayHaveMoved: boolean;
  abstract override readonly name: string;

  /** The payment it is about, once one is stored. */
  declare readonly paymentId?: string;

  /**
   * What it means and what to do about it, for whom. Null for an error whose message tells all there is to know, such as bad
   * input. `retryable` and `moneyMayHaveMoved` are those of the error.
   */
  readonly explanation: Explanation | null = null;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : options);
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** The same, told of one payment. A copy: callers that wait for one token share its error. */
  forPayment(paymentId: string): this {
    const copy = Object.setPrototypeOf(
      new Error(this.message),
      Object.getPrototypeOf(this) as object,
    ) as this;
    const told = { value: paymentId, enumerable: true, configurable: true, writable: true };
    return Object.defineProperties(copy, { ...Object.getOwnPropertyDescriptors(this), paymentId: told });
  }

  static override [Symbol.hasInstance](
    this: { readonly name: string; readonly prototype: object },
    value: unknown,
  ): boolean {
    if (typeof value !== 'object' || value === null || !(BRAND in value)) return false;
    for (let link: unknown = value; link; link = Object.getPrototypeOf(link)) {
      if (link === this.prototype || (link as object).constructor?.name === this.name) return true;
    }
    return false;
  }
}
