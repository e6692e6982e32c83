/** A shortcode customers pay with an account number, or a till they pay without one. */
export type AccountType = 'paybill' | 'till';
