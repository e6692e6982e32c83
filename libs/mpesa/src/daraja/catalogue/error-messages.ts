import type { Entry } from './explanation.js';
import { TOKEN } from './gateway-errors.js';

/** A message we know by its words: with a meaning of its own, or as the words for a result code. */
export type KnownMessage = { readonly text: RegExp } & (
  | { readonly entry: Entry }
  /** `product` is where the code is looked up when the caller names none that has it; null in all of them. */
  | { readonly code: string; readonly product: string | null }
);

const SORRY = 'The business cannot do this now. Nothing was paid.';
const LATER = 'M-Pesa cannot be reached now. Check your M-Pesa messages before you try again.';
const AGAIN = 'Please try again in a moment.';

/** What the gateway says about token, app, path and rate. */
// prettier-ignore
const GATEWAY: readonly KnownMessage[] = [
  { text: /no apiproduct match/i, entry: ['product-missing', 'caller', false, 'the app lacks this product, or has C2B in the other version', SORRY, 'Add the product to the app on the portal; for C2B use the other one of v1 and v2. A new token is needed afterwards, which may take an hour.'] },
  { text: /unauthorized - invalid access token/i, entry: ['product-missing', 'caller', false, 'the app is not provisioned for this product', SORRY, 'Have Bill Manager, and the prefix of its paths, provisioned by apisupport.'] },
  { text: /invalid access token|access token expired/i, entry: ['invalid-token', 'caller', true, 'the token is wrong or has expired: it lives an hour', AGAIN, TOKEN] },
  { text: /invalid authentication passed|invalid authentication type/i, entry: ['invalid-request', 'caller', false, 'the token was not asked for with HTTP Basic', SORRY, 'Send Authorization: Basic base64(consumer key:consumer secret).'] },
  { text: /consumer key or secret is wrong/i, entry: ['invalid-token', 'caller', false, 'consumer key or secret is wrong', SORRY, 'Check both against the app on the portal, and that they are of this environment: sandbox and production have keys of their own.'] },
  { text: /invalid grant type/i, entry: ['invalid-request', 'caller', false, 'the token was asked for with another grant type', SORRY, 'Ask with ?grant_type=client_credentials.'] },
  { text: /invalid authentication header/i, entry: ['invalid-request', 'caller', false, 'wrong method, or headers in the wrong place', SORRY, 'Send POST with Authorization: Bearer and Content-Type: application/json.'] },
  { text: /incapsula|imperva/i, entry: ['throttled', 'unknown', true, 'the firewall in front of Daraja let nothing through', AGAIN, 'Wait, send fewer at once and with a usual User-Agent; some hosting ranges are blocked for good.'] },
  { text: /spike ?arrest/i, entry: ['throttled', 'caller', true, 'too many requests at once', AGAIN, 'Wait as long as the message says, then send fewer at once.'] },
  { text: /quota ?violation/i, entry: ['throttled', 'caller', true, 'the quota of the app is used up', AGAIN, 'Wait for the next period, or have the quota raised.'] },
  { text: /resource not found/i, entry: ['invalid-request', 'caller', false, 'there is nothing at this path', SORRY, 'Check base URL and path.'] },
  { text: /method not allowed/i, entry: ['invalid-request', 'caller', false, 'wrong method', SORRY, 'Send POST.'] },
];

/** What is wrong with one field. */
// prettier-ignore
const FIELDS: readonly KnownMessage[] = [
  { text: /url has the word|invalid (validation|confirmation|callback|result|queuetimeout)url/i, entry: ['invalid-request', 'caller', false, 'a callback URL is not taken', SORRY, 'Use a public https URL without the words mpesa, safaricom, exe, exec, cmd, sql or query, and no tunnel or request tester.'] },
  { text: /invalid timestamp/i, entry: ['invalid-request', 'caller', false, 'the timestamp is malformed', SORRY, 'Write YYYYMMDDHHmmss, the same one as inside the password.'] },
  { text: /invalid amount/i, entry: ['invalid-request', 'caller', false, 'the amount is not valid', 'This amount cannot be paid with M-Pesa.', 'Send whole shillings as a number: 1 to 250,000 for payments by customers, 10 to 250,000 for B2C.'] },
  { text: /invalid (phonenumber|msisdn|partya|partyb)/i, entry: ['invalid-request', 'caller', false, 'a phone number or shortcode is malformed', 'Check the number.', 'Write phone numbers as 2547… or 2541…, twelve digits; shortcodes as 5 to 7 digits.'] },
  { text: /invalid checkoutrequestid/i, entry: ['original-unknown', 'caller', false, 'no push has this CheckoutRequestID', SORRY, 'Check the id and the app that sent the push; an id is forgotten after a while.'] },
  { text: /invalid (initiatorname|initiator|securitycredential)/i, entry: ['initiator-invalid', 'caller', false, 'operator or credential is missing or malformed', SORRY, 'Send the operator of this shortcode and its password, RSA-encrypted and in base64.'] },
  { text: /invalid transactiontype/i, entry: ['not-permitted', 'caller', false, 'this shortcode does not take this kind of payment', SORRY, 'CustomerPayBillOnline for a pay bill, CustomerBuyGoodsOnline for a till; the sandbox takes the first only.'] },
  { text: /invalid request payload/i, entry: ['invalid-request', 'caller', false, 'the body cannot be read', SORRY, 'Send JSON with Content-Type: application/json.'] },
  { text: /bad request|invalid shortcode/i, entry: ['invalid-request', 'caller', false, 'a field is missing or malformed', SORRY, 'Correct the field that the message names; with the first field named, check Content-Type: application/json.'] },
];

/** What the back end says when a request comes in. */
// prettier-ignore
const REQUESTS: readonly KnownMessage[] = [
  { text: /merchant does not exist/i, entry: ['not-permitted', 'caller', false, 'no such shortcode for STK push', SORRY, 'Check BusinessShortCode, for a till its store number, and that it has STK push.'] },
  { text: /wrong credentials/i, entry: ['invalid-request', 'caller', false, 'the password is not that of shortcode, passkey and timestamp', SORRY, 'Build the password from the very shortcode and timestamp of the request, and from the passkey that came with going live.'] },
  { text: /unable to lock subscriber/i, code: '1001', product: 'stk-push' },
  { text: /transaction is (being processed|still under processing)/i, code: '4999', product: 'stk-push' },
  { text: /transaction does not exist/i, entry: ['original-unknown', 'caller', false, 'no push has this id', SORRY, 'Check the id and the app that sent the push; an id is forgotten after a while.'] },
  { text: /no iccid found|missing iccid/i, entry: ['unreachable', 'payer', false, 'the number is not an active Safaricom number on M-Pesa', 'This number is not on M-Pesa. Pay from another one.', 'Ask for a Safaricom number that is registered for M-Pesa and not blocked.'] },
  { text: /not allowed to carry out transaction type/i, entry: ['not-permitted', 'caller', false, 'this shortcode does not take this kind of payment', SORRY, 'CustomerPayBillOnline for a pay bill, CustomerBuyGoodsOnline for a till; have the right one enabled by apisupport, which sends the passkey too.'] },
  { text: /not authori[sz]ed to initiate/i, entry: ['not-permitted', 'caller', false, 'the app may not use this version of the API', SORRY, 'Use B2C v1, or have v3 provisioned.'] },
  { text: /duplicate originatorconversationid/i, entry: ['duplicate', 'caller', false, 'this id was sent before: the first request was taken', SORRY, 'Ask for the status of the first request; never send it again under a new id before you know.', 'may have moved'] },
  { text: /urls? (is|are) already registered/i, entry: ['duplicate', 'caller', false, 'the shortcode has URLs already, and keeps them', SORRY, 'Treat it as done, or delete the old URLs on the portal (Self Services, URL Management) and register again.'] },
  { text: /duplicate notification info/i, entry: ['duplicate', 'caller', false, 'the shortcode has URLs on the old platform', SORRY, 'Have apisupport delete the URLs of the old platform.'] },
  { text: /no transactions? (were )?found|no transactions/i, entry: [null, 'none', false, 'no payments in that window', 'Nothing to do.', 'Nothing to do.'] },
];

/** What going live says, and the SMS to a payer. */
// prettier-ignore
const ELSEWHERE: readonly KnownMessage[] = [
  { text: /crq creation/i, entry: ['internal-failure', 'safaricom', true, 'going live failed on the portal', AGAIN, 'Try going live again until it passes; nothing is wrong with your data.'] },
  { text: /paybill verification failed|no paybill verification data/i, entry: ['invalid-request', 'caller', false, 'M-Pesa lacks the data to verify who takes this shortcode live', SORRY, 'Fill in phone and e-mail of the Business Administrator or Manager on the organisation portal, then go live again.'] },
  { text: /organization receiving the payment is unavailable/i, entry: ['declined', 'caller', true, 'our validation refused the payment, or did not answer within about eight seconds', 'Check amount and account number, then try again.', 'See why the validation refused; make sure its URL is reachable and fast, or register with ResponseType Completed.'] },
  { text: /m-?pesa cannot complete payment/i, entry: ['declined', 'unknown', true, 'a rule of M-Pesa or our validation stood against it', 'Check your limits, then try again later.', 'B2C: the customer may hold and move KES 500,000. C2B: check external validation and its answers.'] },
];

/** The words of results, for those who have the words only. */
const RESULTS: readonly KnownMessage[] = [
  { text: /ds timeout|user cannot be reached|no response from user/i, code: '1037', product: 'stk-push' },
  { text: /smsc ack timeout/i, code: '1036', product: 'stk-push' },
  { text: /request cancell?ed by (the )?user/i, code: '1032', product: 'stk-push' },
  { text: /initiator information is invalid/i, code: '2001', product: 'b2c' },
  { text: /receiver (information|party) is invalid/i, code: '7', product: 'b2c' },
  { text: /customer type .*can'?t be supported/i, code: '2040', product: 'b2c' },
  { text: /balance is insufficient/i, code: '1', product: 'stk-push' },
  { text: /less than the minimum transaction amount/i, code: '2', product: 'stk-push' },
  { text: /greater than the maximum transaction amount/i, code: '3', product: 'stk-push' },
  { text: /exceed (the )?daily transfer limit/i, code: '4', product: 'stk-push' },
  { text: /exceed the maximum balance/i, code: '8', product: 'stk-push' },
  { text: /rule limited/i, code: '17', product: 'stk-push' },
  { text: /transaction has expired/i, code: '1019', product: 'stk-push' },
  { text: /error occurred while sending a? ?push request/i, code: '1025', product: 'stk-push' },
  { text: /not permitted according to product assignment/i, code: '2028', product: 'stk-push' },
  { text: /operator does not exist/i, code: 'SFC_IC0003', product: 'stk-push' },
  { text: /duplicate detected/i, code: '15', product: 'b2c' },
  { text: /format of parameter .* is invalid/i, code: '25', product: 'b2c' },
  { text: /security credential is locked/i, code: '8006', product: 'b2c' },
  { text: /initiator is not allowed/i, code: '21', product: null },
  { text: /debitparty is in an invalid state/i, code: '11', product: 'b2c' },
  { text: /originaltransactionid is invalid/i, code: 'R000002', product: 'reversal' },
];

/** That the back end failed, in general. */
// prettier-ignore
const FAILURES: readonly KnownMessage[] = [
  { text: /system (is )?(too )?busy|traffic blocking/i, entry: ['system-busy', 'safaricom', true, 'the system is busy', LATER, 'Ask what became of the request, then try again in a few minutes.', 'may have moved'] },
  { text: /currently unreachable/i, entry: ['system-busy', 'safaricom', true, 'the back end cannot be reached', LATER, 'Ask what became of the request, then try again in a few minutes.', 'may have moved'] },
  { text: /under maintenance/i, entry: ['system-busy', 'safaricom', true, 'the service is under maintenance', LATER, 'Ask what became of the request, then try again later.', 'may have moved'] },
  { text: /system internal error|internal (server )?error/i, entry: ['internal-failure', 'safaricom', true, 'the back end failed', LATER, 'Ask what became of the request before you repeat it; escalate to apisupport when it lasts.', 'may have moved'] },
];

/** The first that fits is meant: the particular stands before the general. */
export const KNOWN_MESSAGES: readonly KnownMessage[] = [
  ...GATEWAY,
  ...ELSEWHERE,
  ...RESULTS,
  ...REQUESTS,
  ...FIELDS,
  ...FAILURES,
];
