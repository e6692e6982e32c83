import type { Entry, Table } from './explanation.js';

/** The role that an API operator needs on the organisation portal, by product (portal page GettingStarted). */
const ROLES: Readonly<Record<string, string>> = {
  b2c: 'ORG B2C API initiator',
  pochi: 'ORG B2C API initiator',
  b2b: 'Org Business Pay Bill API initiator, Org Business Buy Goods API initiator or Org Business Pay to Bulk API initiator, by the command',
  'top-up': 'Org Business Pay to Bulk API initiator',
  tax: 'Tax Remittance to KRA API',
  reversal: 'Org Reversals Initiator',
  'transaction-status': 'Transaction Status query ORG API',
  'account-balance': 'Balance Query ORG API',
};

/** The products that are asked for by an operator. */
export const OPERATOR_PRODUCTS: readonly string[] = Object.keys(ROLES);

/** The role an operator needs for a product; null for a product without operators. */
export function operatorRole(product: string): string | null {
  return Object.hasOwn(ROLES, product) ? (ROLES[product] ?? null) : null;
}

/** The codes that say the operator lacks its role: the advice names it. */
export function roleResults(product: string): Table {
  const role = operatorRole(product);
  if (role === null) return {};
  const sorry = 'The business cannot do this now.';
  return {
    '21': missing(role, 'the operator lacks the role for this request', sorry),
    TP40153: missing(role, 'the operator lacks the role, or is of another organisation', sorry),
  };
}

function missing(role: string, meaning: string, sorry: string): Entry {
  const advice = `Have the Business Administrator give the operator the role ${role}, and check that it is an operator of this shortcode.`;
  return ['role-missing', 'caller', false, meaning, sorry, advice];
}
