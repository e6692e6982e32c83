import type { C2bNotification } from './c2b-callbacks.contract.js';

/** The payer's name as far as a notification tells it: production sends the first name only. */
export function payerName({ FirstName, MiddleName, LastName }: C2bNotification): string | null {
  const name = [FirstName, MiddleName, LastName].filter((part) => part !== null).join(' ');
  return name === '' ? null : name;
}
