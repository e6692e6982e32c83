/** The same fault has another code in every family of products. C2B documents `400.003.01` and sends `401.003.01`. */
export const STK_TOKEN_CODES: readonly string[] = ['404.001.03'];
export const C2B_TOKEN_CODES: readonly string[] = ['400.003.01', '401.003.01'];
export const B2C_TOKEN_CODES: readonly string[] = ['401.002.01'];
export const PULL_TOKEN_CODES: readonly string[] = ['401.001'];
export const BILL_MANAGER_TOKEN_CODES: readonly string[] = ['401'];

/** Of products whose family no page tells. Each of these codes means the same wherever it is sent. */
export const ANY_TOKEN_CODES: readonly string[] = [
  ...STK_TOKEN_CODES,
  ...C2B_TOKEN_CODES,
  ...B2C_TOKEN_CODES,
  ...PULL_TOKEN_CODES,
  ...BILL_MANAGER_TOKEN_CODES,
];
