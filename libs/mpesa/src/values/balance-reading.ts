/** One account of an organisation as a result tells it, in cents; null is what it does not tell. */
export interface BalanceReading {
  /** `Working Account`, `Utility Account`, `Merchant Account`, …; null where the result does not name it. */
  readonly account: string | null;
  readonly currency: string;
  readonly currentCents: number | null;
  readonly availableCents: number | null;
  /** The portal contradicts itself about this field and the next; do not decide by them. */
  readonly reservedCents: number | null;
  readonly unclearedCents: number | null;
}
