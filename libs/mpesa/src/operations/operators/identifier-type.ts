import { IDENTIFIER_TYPES, type IdentifierType } from '../../daraja/wire/identifier-types.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import { readChoice } from '../payment-request.js';

/** What kind of party an account is to M-Pesa, unless a call says otherwise. */
export function identifierTypeOf({ type }: Pick<ResolvedAccount, 'type'>): IdentifierType {
  return type === 'till' ? 'till' : 'shortcode';
}

/** @throws InvalidRequestError */
export function readIdentifierType(field: string, type: IdentifierType): IdentifierType {
  return readChoice(field, type, Object.keys(IDENTIFIER_TYPES) as IdentifierType[]);
}
