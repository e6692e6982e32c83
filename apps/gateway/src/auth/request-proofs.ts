interface Proof<Shown, Proven> {
  readonly shown: Shown;
  readonly proven: Promise<Proven | null>;
}

/**
 * What a request shows is proven once, however many ask: the limit wants to know whose call it is before the route does. What it
 * shows otherwise than before is proven anew.
 */
export class RequestProofs<Shown, Proven> {
  readonly #proofs = new WeakMap<object, Proof<Shown, Proven>>();

  constructor(
    private readonly prove: (shown: Shown) => Promise<Proven | null>,
    private readonly isSame: (one: Shown, other: Shown) => boolean,
  ) {}

  /** Null for what proves nothing. */
  of(request: object, shown: Shown): Promise<Proven | null> {
    const known = this.#proofs.get(request);
    if (known !== undefined && this.isSame(known.shown, shown)) return known.proven;
    const proven = this.prove(shown);
    this.#proofs.set(request, { shown, proven });
    return proven;
  }
}
