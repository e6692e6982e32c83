/** What can be tested, one word each, and what the form calls it. */
export const SUBJECTS = {
  authentication: 'Authentication',
  stk: 'M-Pesa Express (STK push)',
  c2b: 'C2B',
  b2c: 'B2C',
  b2b: 'B2B',
  status: 'Transaction status',
  balance: 'Account balance',
  reversal: 'Reversal',
  qr: 'Dynamic QR',
} as const;

export type Subject = keyof typeof SUBJECTS;
