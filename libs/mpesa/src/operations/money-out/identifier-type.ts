import type { IdentifierType } from '../../daraja/identifier-types.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';

/** What kind of party an account is to M-Pesa, unless a call says otherwise. */
export function identifierTypeOf({ type }: Pick<ResolvedAccount, 'type'>): IdentifierType {
  return type === 'till' ? 'till' : 'shortcode';
}
