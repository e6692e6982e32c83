/**
 * What kind of party a number is, for the `…IdentifierType` fields. `reversal` is the type a reversal names its own
 * shortcode by (portal page Reversal; the Postman collection carries 4).
 */
export const IDENTIFIER_TYPES = { msisdn: '1', till: '2', shortcode: '4', reversal: '11' } as const;

/** What a number names, in words; Daraja takes its numbers 1, 2, 4 and 11. */
export type IdentifierType = keyof typeof IDENTIFIER_TYPES;
export type IdentifierTypeCode = (typeof IDENTIFIER_TYPES)[IdentifierType];
