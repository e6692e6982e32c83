import { refusal, type Refusal } from './answer.js';

/** Daraja's proxies answer the same fault with different codes; DARAJA-FACTS 2.1, a column per family. */
export interface Family {
  readonly badToken: Refusal;
  readonly wrongMethod: (method: string) => Refusal;
  readonly notFound: Refusal;
  readonly unreadable: Refusal;
  readonly badField: (field: string) => Refusal;
  readonly internal: Refusal;
}

export type FamilyName = 'oauth' | 'stk' | 'c2b';

const UNREADABLE = refusal(400, '400.002.05', 'Invalid Request Payload');

const STK: Family = {
  badToken: refusal(404, '404.001.03', 'Invalid Access Token'),
  wrongMethod: (method) => refusal(405, '405.001', `${method} Method Not Allowed`),
  notFound: refusal(404, '404.001.01', 'Resource not found'),
  unreadable: UNREADABLE,
  badField: (field) => refusal(400, '400.002.02', `Bad Request - Invalid ${field}`),
  internal: refusal(500, '500.001.1001', 'System internal error.'),
};

const C2B: Family = {
  badToken: refusal(400, '400.003.01', 'Invalid Access Token'),
  wrongMethod: () => refusal(404, '404.001.04', 'Invalid Authentication Header'),
  notFound: refusal(404, '404.003.01', 'Resource not found'),
  unreadable: UNREADABLE,
  badField: (field) => refusal(400, '400.003.02', `Bad Request - Invalid ${field}`),
  internal: refusal(500, '500.003.1001', 'Internal Server Error'),
};

export const FAMILIES: Record<FamilyName, Family> = {
  oauth: { ...STK, badToken: refusal(400, '400.008.01', 'Invalid Authentication passed') },
  stk: STK,
  c2b: C2B,
};

/** The family whose "Resource not found" a path outside every product gets. */
export function familyOfPath(path: string): Family {
  return path.startsWith('/mpesa/c2b') ? FAMILIES.c2b : FAMILIES.stk;
}

/** The C2B answer to a bad token as seen live, beside the documented one (DARAJA-FACTS 2.1). */
export function c2bBadTokenLive(token: string): Refusal {
  return refusal(401, '401.003.01', `Error Occurred - Invalid Access Token - ${token}`);
}
