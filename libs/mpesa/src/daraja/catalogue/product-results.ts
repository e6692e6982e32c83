import type { Table } from './explanation.js';

const SORRY = 'The business cannot do this now.';
const AGAIN = 'That did not work. Try again.';

/** B2B Express: the answer of a till's operator (DARAJA-FACTS 1.9). */
// prettier-ignore
export const B2B_EXPRESS_RESULTS: Table = {
  '0': [null, 'none', false, 'paid', 'You have paid.', 'Nothing to do.'],
  '4001': ['cancelled', 'payer', false, 'the operator of the till cancelled', 'You cancelled the payment.', 'Ask again only when the merchant wants it.'],
  '4102': ['not-permitted', 'payer', false, 'the merchant is not verified (KYC)', 'Have your till verified by Safaricom first.', 'Ask to be paid another way.'],
  '4104': ['invalid-party', 'payer', false, 'the till has no nominated number', 'Nominate a number for your till on the M-Pesa organisation portal.', 'Ask to be paid another way.'],
  '4201': ['prompt-failed', 'safaricom', true, 'the network did not carry the USSD prompt', AGAIN, 'Offer another attempt.'],
  '4203': ['prompt-failed', 'safaricom', true, 'the USSD prompt failed', AGAIN, 'Offer another attempt.'],
};

/** Ratiba, where it has codes beside those of customer payments (DARAJA-FACTS 1.15). */
// prettier-ignore
export const RATIBA_RESULTS: Table = {
  '0': [null, 'none', false, 'the standing order stands', 'Your standing order is set up.', 'Nothing to do; each execution arrives as a C2B confirmation.'],
  '1050': ['duplicate', 'caller', false, 'the customer has a standing order of this name', 'You have this standing order already.', 'Give each standing order of a customer a name of its own.'],
  '1051': ['invalid-request', 'caller', false, 'the request is not valid', SORRY, 'Check the fields against the version of the API that the app speaks.'],
  '3001': ['invalid-request', 'caller', false, 'the standing order was refused', SORRY, 'Check the fields against the version of the API that the app speaks, and the contract.'],
};

/** Pull (DARAJA-FACTS 1.16). */
// prettier-ignore
export const PULL_RESULTS: Table = {
  '1000': [null, 'none', false, 'done', 'Nothing to do.', 'Nothing to do.'],
  '1001': [null, 'none', false, 'registered already, or no payments in that window', 'Nothing to do.', 'Nothing to do.'],
};

/** ID validation (DARAJA-FACTS 1.17). */
// prettier-ignore
export const ID_VALIDATION_RESULTS: Table = {
  '4000': [null, 'none', false, 'number and document belong together', 'Your details match.', 'Nothing to do.'],
  '4001': ['declined', 'payee', false, 'number and document do not belong together', 'The number is not registered under this document.', 'Ask for the number or the document again.'],
};

/** Query org info (DARAJA-FACTS 1.18). */
// prettier-ignore
export const ORGANISATION_INFO_RESULTS: Table = {
  '4000': [null, 'none', false, 'found', 'Nothing to do.', 'Nothing to do.'],
};

/** Bonga, where it has codes beside those of customer payments (DARAJA-FACTS 1.20). */
// prettier-ignore
export const BONGA_RESULTS: Table = {
  '17': ['limit-exceeded', 'payer', false, 'the points could not be given back: the account would hold too much', 'Your account cannot take the points back. Call Safaricom.', 'Have the customer call Safaricom.'],
  '6000': [null, 'none', false, 'done', 'You have paid with Bonga points.', 'The payment arrives as a C2B confirmation.'],
  '6001': ['declined', 'payer', false, 'refused', 'The payment with Bonga points was refused. Pay another way.', 'Offer another way to pay.'],
  '6004': ['internal-failure', 'safaricom', true, 'the server failed', AGAIN, 'Check for a C2B confirmation first, then offer another attempt.', 'may have moved'],
  '6005': ['initiator-invalid', 'caller', false, 'the Bonga user or its password is wrong', SORRY, 'Check the Bonga user and the SHA-256 of its password.'],
  '6006': ['invalid-request', 'caller', false, 'a part of the body is missing', SORRY, 'Compare the request with the fields of this product.'],
  '6007': ['system-busy', 'safaricom', true, 'the charging system is busy', AGAIN, 'Offer another attempt in a few minutes.'],
  '6008': ['system-busy', 'safaricom', true, 'the prompt system is busy', AGAIN, 'Offer another attempt in a few minutes.'],
  '6009': ['system-busy', 'safaricom', true, 'the broker is busy', AGAIN, 'Offer another attempt in a few minutes.'],
  '6011': ['system-busy', 'safaricom', true, 'the database is not there', AGAIN, 'Offer another attempt in a few minutes.'],
};

/** Bill Manager (DARAJA-FACTS 1.14). */
// prettier-ignore
export const BILL_MANAGER_RESULTS: Table = {
  '200': [null, 'none', false, 'done', 'Nothing to do.', 'Nothing to do.'],
  '409': ['not-permitted', 'caller', false, 'an invoice that is paid, in part or whole, cannot be cancelled', 'This invoice is paid.', 'Leave the invoice as it is, and give the money back by a reversal if need be.'],
};

/** With which words our own validation may refuse a C2B payment (DARAJA-FACTS 1.5). */
// prettier-ignore
export const C2B_VALIDATION_RESULTS: Table = {
  '0': [null, 'none', false, 'we accepted the payment', 'Nothing to do.', 'Wait for the confirmation: the payer may still lack the money.'],
  C2B00011: ['declined', 'payer', false, 'we refused the number', 'This number cannot pay here.', 'Our validation said so.'],
  C2B00012: ['declined', 'payer', false, 'we refused the account number', 'Check the account number, then try again.', 'Our validation said so.'],
  C2B00013: ['declined', 'payer', false, 'we refused the amount', 'Check the amount, then try again.', 'Our validation said so.'],
  C2B00014: ['declined', 'payer', false, 'we refused the identity of the payer', 'Your details do not fit this account.', 'Our validation said so.'],
  C2B00015: ['declined', 'caller', false, 'we refused the shortcode', 'Check the pay bill or till number.', 'Our validation said so.'],
  C2B00016: ['declined', 'caller', false, 'we refused for another reason', 'The business cannot take this payment now.', 'Our validation said so.'],
};
