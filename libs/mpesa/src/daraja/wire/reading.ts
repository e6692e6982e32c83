/** What a product's answer means. */
export type Reading<Res> =
  | { readonly kind: 'accepted'; readonly answer: Res }
  /** A code that does not mean accepted for this product. */
  | { readonly kind: 'refused'; readonly code: string | null; readonly message: string }
  /** JSON, but not this product's answer. */
  | { readonly kind: 'unreadable' };

export function accepted<Res>(answer: Res): Reading<Res> {
  return { kind: 'accepted', answer };
}

export const UNREADABLE: Reading<never> = { kind: 'unreadable' };
