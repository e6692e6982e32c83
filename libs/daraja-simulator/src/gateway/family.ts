import type { FamilyName } from '../openapi/routes.js';
import { refusal, type Refusal } from './answer.js';

/** Daraja's proxies answer the same fault with different codes; DARAJA-FACTS 2.1, a column per family. */
export interface Family {
  readonly badToken: (token: string) => Refusal;
  /** The app was not given the product. */
  readonly noProduct: Refusal;
  readonly wrongMethod: (method: string) => Refusal;
  readonly notFound: Refusal;
  readonly unreadable: Refusal;
  readonly badField: (field: string) => Refusal;
  readonly internal: Refusal;
}

const UNREADABLE = refusal(400, '400.002.05', 'Invalid Request Payload');
const NO_PRODUCT = 'Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found';

const STK: Family = {
  badToken: () => refusal(404, '404.001.03', 'Invalid Access Token'),
  noProduct: refusal(404, '404.001.03', NO_PRODUCT),
  wrongMethod: (method) => refusal(405, '405.001', `${method} Method Not Allowed`),
  notFound: refusal(404, '404.001.01', 'Resource not found'),
  unreadable: UNREADABLE,
  badField: (field) => refusal(400, '400.002.02', `Bad Request - Invalid ${field}`),
  internal: refusal(500, '500.001.1001', 'System internal error.'),
};

/** B2C, Pochi, balance. The message of a bad token repeats the token. */
const B2C: Family = {
  ...STK,
  badToken: (token) => refusal(401, '401.002.01', `Error Occurred - Invalid Access Token - ${token}`),
  noProduct: refusal(401, '401.002.01', NO_PRODUCT),
  notFound: refusal(404, '404.002.01', 'Resource not found'),
  internal: refusal(500, '500.002.1001', 'System internal error.'),
};

/** C2B, status, B2B, tax. */
const C2B: Family = {
  badToken: () => refusal(400, '400.003.01', 'Invalid Access Token'),
  noProduct: refusal(401, '401.003.01', NO_PRODUCT),
  wrongMethod: () => refusal(404, '404.001.04', 'Invalid Authentication Header'),
  notFound: refusal(404, '404.003.01', 'Resource not found'),
  unreadable: UNREADABLE,
  badField: (field) => refusal(400, '400.003.02', `Bad Request - Invalid ${field}`),
  internal: refusal(500, '500.003.1001', 'Internal Server Error'),
};

/** Pull (DARAJA-FACTS 1.16) prints codes of its own. */
const PULL: Family = {
  ...C2B,
  badToken: () => refusal(401, '401.001', 'Invalid Access Token'),
  badField: (field) => refusal(400, '400.001', `Bad Request - Invalid ${field}`),
  internal: refusal(500, '500', 'Internal Server Error'),
};

const BILLS_UNAUTHORIZED = refusal(401, '401', 'Unauthorized - Invalid Access Token');

export const FAMILIES: Record<FamilyName, Family> = {
  oauth: { ...STK, badToken: () => refusal(400, '400.008.01', 'Invalid Authentication passed') },
  stk: STK,
  c2b: C2B,
  b2c: B2C,
  qr: { ...C2B, badField: () => UNREADABLE },
  pull: PULL,
  bills: { ...STK, badToken: () => BILLS_UNAUTHORIZED, noProduct: BILLS_UNAUTHORIZED },
};

/** The family whose "Resource not found" a path outside every product gets. */
export function familyOfPath(path: string): Family {
  if (/^\/mpesa\/(?:b2c|b2pochi|accountbalance)\b/.test(path)) return FAMILIES.b2c;
  return /^\/mpesa\/(?:c2b|b2b|transactionstatus)\b/.test(path) ? FAMILIES.c2b : FAMILIES.stk;
}

/** The C2B answer to a bad token as seen live, beside the documented one (DARAJA-FACTS 2.1). */
export function c2bBadTokenLive(token: string): Refusal {
  return refusal(401, '401.003.01', `Error Occurred - Invalid Access Token - ${token}`);
}
