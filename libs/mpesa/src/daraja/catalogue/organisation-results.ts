import type { Table } from './explanation.js';

const SORRY = 'The business cannot do this now.';
const LATER = 'M-Pesa is busy. It will be tried again later.';

/**
 * What results of B2C, B2B, reversal, status and balance have in common (DARAJA-FACTS 3.2). The last field of 18, 2001 and 8006
 * says that every further try brings the operator's lock nearer, or keeps it.
 */
// prettier-ignore
export const ORGANISATION_RESULTS: Table = {
  '0': [null, 'none', false, 'done', 'It is done.', 'Nothing to do.'],
  '1': ['insufficient-funds', 'caller', true, 'the account that pays holds too little', SORRY, 'Fund the account, then send a new request.'],
  '2': ['below-minimum', 'caller', false, 'below the least amount of one transaction', 'This amount is too small for M-Pesa.', 'Raise the amount; B2C starts at KES 10.'],
  '3': ['limit-exceeded', 'caller', false, 'above the largest amount of one transaction', 'This amount is too large for one M-Pesa payment.', 'Send at most KES 250,000 at once.'],
  '4': ['limit-exceeded', 'payee', false, 'above what may be moved in one day', 'The M-Pesa limit of today is reached. Try again tomorrow.', 'Send it tomorrow.'],
  '5': ['insufficient-funds', 'caller', false, 'the account would fall below its least balance', SORRY, 'Fund the account, then send a new request.'],
  '6': ['invalid-party', 'caller', false, 'the paying party is not known', SORRY, 'Check PartyA and its identifier type.'],
  '7': ['invalid-party', 'caller', false, 'the receiving party is not known', 'Check the number that is to be paid.', 'Check PartyB and its identifier type.'],
  '8': ['limit-exceeded', 'payee', false, 'the receiving account would hold too much', 'The account cannot hold this much more. Spend or withdraw some, then ask again.', 'Send less, or wait until the receiver has room.'],
  '11': ['account-inactive', 'caller', false, 'the paying account is not active', SORRY, 'Have M-Pesa business support look at the state of the account.'],
  '12': ['invalid-party', 'caller', false, 'the account to be credited is not valid', 'Check the number that is to be paid.', 'Check PartyB and the command: each one credits another account.'],
  '13': ['invalid-party', 'caller', false, 'the account to be debited is not known', SORRY, 'Check PartyA and the command: each one debits another account.'],
  '14': ['invalid-party', 'caller', false, 'the account to be credited is not known', 'Check the number that is to be paid.', 'Check PartyB and the command: each one credits another account.'],
  '15': ['duplicate', 'caller', false, 'this originator conversation id was used before', SORRY, 'Ask what became of the first request; never send it again under a new id before you know.', 'may have moved'],
  '17': ['internal-failure', 'safaricom', true, 'M-Pesa failed inside', LATER, 'Ask for the status first; try again only when it was not done. Escalate to apisupport when it lasts.', 'may have moved'],
  '18': ['initiator-invalid', 'caller', false, 'the credentials of the operator were refused', SORRY, 'Do not repeat it: wrong tries lock the operator. Check password, certificate and shortcode.', 'counts against the operator'],
  '19': ['internal-failure', 'safaricom', false, 'messages came out of order', LATER, 'Ask for the status first; try again only when it was not done.', 'may have moved'],
  '20': ['initiator-invalid', 'caller', false, 'no operator has this name', SORRY, 'Check the name of the operator, and that it belongs to this shortcode.'],
  '22': ['initiator-invalid', 'caller', false, 'the operator is not active for the receiver', SORRY, 'Check that the operator is active and of the shortcode in the request.'],
  '24': ['invalid-request', 'caller', false, 'a field is missing', SORRY, 'Compare the request with the fields of this product.'],
  '25': ['invalid-request', 'caller', false, 'a field is not valid ("parameter null": it is missing)', SORRY, 'Compare the request with the fields of this product; an empty field counts as missing.'],
  '26': ['system-busy', 'safaricom', true, 'M-Pesa is too busy', LATER, 'Try again in a few minutes.'],
  '29': ['invalid-request', 'caller', false, 'no such command', SORRY, 'Check CommandID against the product.'],
  '2001': ['initiator-invalid', 'caller', false, 'the operator is not who it says: name, password, certificate or parties do not fit together', SORRY,
    'Do not repeat it: wrong tries lock the operator. Check the operator name, its password (no blanks from copying, expires after 90 days), the certificate of the right environment with PKCS#1 v1.5, that the operator belongs to the shortcode, and PartyA, PartyB and their identifier types.', 'counts against the operator'],
  '2006': ['account-inactive', 'caller', false, 'the state of the account does not allow this', SORRY, 'Have M-Pesa business support look at the state of the account.'],
  '2028': ['not-permitted', 'caller', false, 'the shortcode does not have this product', SORRY, 'Check the command and both parties, or have the product assigned to the shortcode.'],
  '2040': ['payee-not-supported', 'payee', false, 'the receiver is not a registered M-Pesa customer', 'Register this number for M-Pesa, or give another one.', 'Ask the receiver for a number that is registered for M-Pesa.'],
  '8006': ['initiator-locked', 'caller', false, 'the operator is locked after wrong tries, or its password has expired', SORRY, 'Stop sending. Have the Business Administrator unlock the operator or set a new password.', 'counts against the operator'],
  SFC_IC0003: ['invalid-party', 'caller', false, 'the receiving party or the operator does not exist', 'Check the number that is to be paid.', 'Check PartyB, its identifier type and the command; then the operator.'],
  R000001: ['already-reversed', 'caller', false, 'this transaction is reversed already', 'This payment was given back already.', 'Nothing to do: the money went back with the first reversal.'],
  R000002: ['original-unknown', 'caller', false, 'no transaction with this receipt can be reversed', SORRY, 'Check the receipt, that it paid this shortcode, and that it is neither a reversal nor money sent by you.'],
};

/** What the same code means in one product rather than another (DARAJA-FACTS 3.2). */
// prettier-ignore
export const RESULTS_OF_PRODUCT: Readonly<Record<string, Table>> = {
  b2c: {
    '1': ['insufficient-funds', 'caller', true, 'the Utility account holds too little', SORRY, 'Move money from the Working to the Utility account, then send a new request.'],
    '8': ['limit-exceeded', 'payee', false, 'the customer would hold more than KES 500,000', 'Your M-Pesa account cannot hold this much more. Spend or withdraw some, then ask again.', 'Send less, or wait until the customer has room.'],
  },
  b2b: {
    '1': ['insufficient-funds', 'caller', true, 'the Working account holds too little', SORRY, 'Fund the Working account, then send a new request.'],
    '8': ['limit-exceeded', 'payee', false, 'the receiving organisation would hold too much', SORRY, 'Have the receiver withdraw or raise its limit.'],
  },
  reversal: {
    '1': ['insufficient-funds', 'caller', true, 'the account that was paid no longer holds the money', SORRY, 'Fund the account that the payment went to, then reverse it again.'],
    '4': ['limit-exceeded', 'payee', false, 'the payer has reached the limit of the day', 'The money can be given back tomorrow: the M-Pesa limit of today is reached.', 'Reverse it tomorrow.'],
    '8': ['limit-exceeded', 'payee', false, 'the payer would hold more than KES 500,000', 'The money cannot be given back while your M-Pesa account is full. Spend or withdraw some.', 'Tell the payer, then reverse it again.'],
  },
};

/** The API gateway of the core, below M-Pesa itself (DARAJA-FACTS 3.2). */
// prettier-ignore
export const CORE_GATEWAY_RESULTS: Table = {
  '100000000': ['system-busy', 'safaricom', true, 'the request is cached and will be done later', LATER, 'Wait for its result; ask for the status before you send it again.', 'may have moved'],
  '100000001': ['system-busy', 'safaricom', true, 'the core is overloaded', LATER, 'Try again in a few minutes.'],
  '100000002': ['throttled', 'safaricom', true, 'the core throttles requests', LATER, 'Send fewer requests at once, then try again.'],
  '100000004': ['internal-failure', 'safaricom', true, 'the core failed inside', LATER, 'Ask for the status first; try again only when it was not done.', 'may have moved'],
  '100000005': ['invalid-request', 'caller', false, 'the core finds a field not valid', SORRY, 'Compare the request with the fields of this product.'],
  '100000007': ['internal-failure', 'safaricom', true, 'a service of the core does not work', LATER, 'Ask for the status first; try again only when it was not done.', 'may have moved'],
  '100000009': ['internal-failure', 'safaricom', true, 'an API of the core does not work', LATER, 'Ask for the status first; try again only when it was not done.', 'may have moved'],
  '100000010': ['not-permitted', 'caller', false, 'the core knows no permission for this', SORRY, 'Have apisupport check what the shortcode and its operator may do.'],
  '100000011': ['throttled', 'caller', true, 'more requests than the core allows', LATER, 'Send fewer requests at once, then try again.'],
};
