/** What a token may be used for. */
export const SCOPES = [
  'payments:read',
  'payments:collect',
  'payments:payout',
  'payments:refund',
  'payments:status',
  'callbacks:manage',
] as const;

export type Scope = (typeof SCOPES)[number];

/** What a new client may do: everything but sending money out, which must be granted by name. */
export const USUAL_SCOPES: readonly Scope[] = [
  'payments:read',
  'payments:collect',
  'payments:status',
  'callbacks:manage',
];

export function isScope(word: string): word is Scope {
  return (SCOPES as readonly string[]).includes(word);
}
