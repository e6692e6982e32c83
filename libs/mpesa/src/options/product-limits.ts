import { B2C_AMOUNT } from '../daraja/contracts/request-rules.js';

/** Whole shillings of one payment. */
export interface ResolvedLimits {
  readonly min: number;
  readonly max: number;
}

/** Products whose amounts an account may limit further. */
export const LIMITED_PRODUCTS = ['stkPush', 'c2b', 'b2c'] as const;
export type LimitedProduct = (typeof LIMITED_PRODUCTS)[number];

/** What Safaricom itself takes: portal, M-Pesa Express FAQ 5, and page BusinessToCustomer. */
export const DEFAULT_LIMITS: Readonly<Record<LimitedProduct, ResolvedLimits>> = {
  stkPush: { min: 1, max: 250_000 },
  c2b: { min: 1, max: 250_000 },
  b2c: B2C_AMOUNT,
};
