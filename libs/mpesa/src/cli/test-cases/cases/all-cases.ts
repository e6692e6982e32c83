import type { TestCase } from '../test-case.js';
import { AUTHENTICATION_CASES } from './authentication.cases.js';
import { B2B_CASES } from './b2b.cases.js';
import { B2C_CASES } from './b2c.cases.js';
import { BALANCE_CASES } from './balance.cases.js';
import { C2B_CASES } from './c2b.cases.js';
import { QR_CASES } from './qr.cases.js';
import { REVERSAL_CASES } from './reversal.cases.js';
import { STATUS_CASES } from './status.cases.js';
import { STK_CASES } from './stk.cases.js';

/** Every line of the form, in its order. */
export const ALL_CASES: readonly TestCase[] = [
  ...AUTHENTICATION_CASES,
  ...STK_CASES,
  ...C2B_CASES,
  ...B2C_CASES,
  ...B2B_CASES,
  ...STATUS_CASES,
  ...BALANCE_CASES,
  ...REVERSAL_CASES,
  ...QR_CASES,
];
