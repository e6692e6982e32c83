/**
 * Results of organisation requests that count against the operator: 18 credentials refused, 2001 name, password or
 * certificate wrong, 8006 locked or password expired (DARAJA-FACTS 3.2). Every further try brings the lock nearer, or
 * keeps it. In STK push, Ratiba and B2B Express the same 2001 and 8006 are about the payer's PIN.
 */
const OPERATOR_RESULTS: readonly string[] = ['18', '2001', '8006'];

/** Whether an operator must not be used any further after this result of an organisation request. */
export function stopsOperator(resultCode: string): boolean {
  return OPERATOR_RESULTS.includes(resultCode);
}
