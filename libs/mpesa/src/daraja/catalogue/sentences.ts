import type { Entry } from './explanation.js';
import type { Sentence } from './sentence.js';

const SORRY = 'The business cannot do this now. Nothing was paid.';
const LATER = 'M-Pesa cannot be reached now. Check your M-Pesa messages before you try again.';
const AGAIN = 'Please try again in a moment.';
/** What to do about a token that is refused for good. */
const TOKEN =
  'The library fetches a new token and repeats the request once; an error with this code means that the new one was refused as well. Check consumer key and secret, their environment, and that the app has the product and is approved.';

/** What the gateway says about token, app, path and rate. */
// prettier-ignore
const GATEWAY: readonly Sentence[] = [
  { words: /no apiproduct match/i, is: 'lacks-product', source: '2.1; 1.5 of C2B v1 and v2',
    means: ['product-missing', 'caller', false, 'the app lacks this product, or has C2B in the other version', SORRY, 'Add the product to the app on the portal; for C2B use the other one of v1 and v2. A new token is needed afterwards, which may take an hour.'] },
  { words: /unauthorized - invalid access token/i, is: 'token-refused', source: '1.14',
    means: ['product-missing', 'caller', false, 'the app is not provisioned for this product', SORRY, 'Have Bill Manager, and the prefix of its paths, provisioned by apisupport.'] },
  { words: /invalid access token|access token expired/i, is: 'token-refused', source: '2.1, 10',
    means: ['invalid-token', 'caller', true, 'the token is wrong or has expired: it lives an hour', AGAIN, TOKEN] },
  { words: /invalid authentication passed|invalid authentication type/i, codes: ['400.008.01'], source: '1.3',
    means: ['invalid-request', 'caller', false, 'the token was not asked for with HTTP Basic', SORRY, 'Send Authorization: Basic base64(consumer key:consumer secret).'] },
  { words: /consumer key or secret is wrong/i, source: '1.3; the words are ours, the answer is empty',
    means: ['invalid-token', 'caller', false, 'consumer key or secret is wrong', SORRY, 'Check both against the app on the portal, and that they are of this environment: sandbox and production have keys of their own.'] },
  { words: /invalid grant type/i, codes: ['400.008.02'], source: '1.3',
    means: ['invalid-request', 'caller', false, 'the token was asked for with another grant type', SORRY, 'Ask with ?grant_type=client_credentials.'] },
  { words: /invalid authentication header/i, codes: ['404.001.04'], source: '2.2',
    means: ['invalid-request', 'caller', false, 'wrong method, or headers in the wrong place', SORRY, 'Send POST with Authorization: Bearer and Content-Type: application/json.'] },
  { words: /incapsula|imperva/i, source: '2.2',
    means: ['throttled', 'unknown', true, 'the firewall in front of Daraja let nothing through', AGAIN, 'Wait, send fewer at once and with a usual User-Agent; some hosting ranges are blocked for good.'] },
  { words: /spike ?arrest/i, codes: ['policies.ratelimit.SpikeArrestViolation'], is: 'spike', source: '2.2, 7.2',
    means: ['throttled', 'caller', true, 'too many requests at once', AGAIN, 'Wait as long as the message says, then send fewer at once.'] },
  { words: /quota ?violation/i, codes: ['policies.ratelimit.QuotaViolation', '500.003.03'], is: 'quota', source: '2.2, 7.2',
    means: ['throttled', 'caller', true, 'the quota of the app is used up', AGAIN, 'Wait for the next period, or have the quota raised.'] },
  { words: /resource not found/i, codes: ['404.001.01', '404.002.01', '404.003.01'], source: '2.1',
    means: ['invalid-request', 'caller', false, 'there is nothing at this path', SORRY, 'Check base URL and path.'] },
  { words: /method not allowed/i, codes: ['405.001'], source: '2.1',
    means: ['invalid-request', 'caller', false, 'wrong method', SORRY, 'Send POST.'] },
];

/** What going live says, and the SMS to a payer. */
// prettier-ignore
const ELSEWHERE: readonly Sentence[] = [
  { words: /crq creation/i, source: 'public tutorial of 2017-2019',
    means: ['internal-failure', 'safaricom', true, 'going live failed on the portal', AGAIN, 'Try going live again until it passes; nothing is wrong with your data.'] },
  { words: /paybill verification failed|no paybill verification data/i, source: 'public tutorial of 2017-2019',
    means: ['invalid-request', 'caller', false, 'M-Pesa lacks the data to verify who takes this shortcode live', SORRY, 'Fill in phone and e-mail of the Business Administrator or Manager on the organisation portal, then go live again.'] },
  { words: /organization receiving the payment is unavailable/i, source: 'public tutorial of 2017-2019',
    means: ['declined', 'caller', true, 'our validation refused the payment, or did not answer within about eight seconds', 'Check amount and account number, then try again.', 'See why the validation refused; make sure its URL is reachable and fast, or register with ResponseType Completed.'] },
  { words: /m-?pesa cannot complete payment/i, source: 'public tutorial of 2017-2019',
    means: ['declined', 'unknown', true, 'a rule of M-Pesa or our validation stood against it', 'Check your limits, then try again later.', 'B2C: the customer may hold and move KES 500,000. C2B: check external validation and its answers.'] },
];

/** The words of results, for those who have the words only. */
// prettier-ignore
const RESULTS: readonly Sentence[] = [
  { words: /ds timeout|user cannot be reached|no response from user/i, source: '3.1', means: { code: '1037', product: 'stk-push' } },
  { words: /smsc ack timeout/i, source: '3.1', means: { code: '1036', product: 'stk-push' } },
  { words: /request cancell?ed by (the )?user/i, source: '3.1', means: { code: '1032', product: 'stk-push' } },
  { words: /initiator information is invalid/i, source: '3.2', means: { code: '2001', product: 'b2c' } },
  { words: /receiver (information|party) is invalid/i, source: '3.2', means: { code: '7', product: 'b2c' } },
  { words: /customer type .*can'?t be supported/i, source: '3.2', means: { code: '2040', product: 'b2c' } },
  { words: /balance is insufficient/i, source: '3.1', means: { code: '1', product: 'stk-push' } },
  { words: /less than the minimum transaction amount/i, source: '3.1', means: { code: '2', product: 'stk-push' } },
  { words: /greater than the maximum transaction amount/i, source: '3.1', means: { code: '3', product: 'stk-push' } },
  { words: /exceed (the )?daily transfer limit/i, source: '3.1', means: { code: '4', product: 'stk-push' } },
  { words: /exceed the maximum balance/i, source: '3.1', means: { code: '8', product: 'stk-push' } },
  { words: /rule limited/i, source: '3.1', means: { code: '17', product: 'stk-push' } },
  { words: /transaction has expired/i, source: '3.1', means: { code: '1019', product: 'stk-push' } },
  { words: /error occurred while sending a? ?push request/i, source: '3.1', means: { code: '1025', product: 'stk-push' } },
  { words: /not permitted according to product assignment/i, source: '3.1', means: { code: '2028', product: 'stk-push' } },
  { words: /operator does not exist/i, source: '3.1', means: { code: 'SFC_IC0003', product: 'stk-push' } },
  { words: /duplicate detected/i, source: '3.2', means: { code: '15', product: 'b2c' } },
  { words: /format of parameter .* is invalid/i, source: '3.2', means: { code: '25', product: 'b2c' } },
  { words: /security credential is locked/i, source: '3.2', means: { code: '8006', product: 'b2c' } },
  { words: /initiator is not allowed/i, source: '3.2', means: { code: '21', product: null } },
  { words: /debitparty is in an invalid state/i, source: '3.2', means: { code: '11', product: 'b2c' } },
  { words: /originaltransactionid is invalid/i, source: '3.2', means: { code: 'R000002', product: 'reversal' } },
];

// prettier-ignore
const V3_MISSING: Entry = ['not-permitted', 'caller', false, 'the app may not use this version of the API', SORRY, 'Use B2C v1, or have v3 provisioned.'];
// prettier-ignore
const URLS_KEPT: Entry = ['duplicate', 'caller', false, 'the shortcode has URLs already, and keeps them', SORRY, 'Treat it as done, or delete the old URLs on the portal (Self Services, URL Management) and register again.'];

/** What the back end says when a request comes in. */
// prettier-ignore
const REQUESTS: readonly Sentence[] = [
  { words: /merchant does not exist/i, verdict: 'refused', source: '2.2, STK push: no such shortcode, checked before the push',
    means: ['not-permitted', 'caller', false, 'no such shortcode for STK push', SORRY, 'Check BusinessShortCode, for a till its store number, and that it has STK push.'] },
  { words: /wrong credentials/i, verdict: 'refused', source: '2.2, STK push: the password is checked before the push',
    means: ['invalid-request', 'caller', false, 'the password is not that of shortcode, passkey and timestamp', SORRY, 'Build the password from the very shortcode and timestamp of the request, and from the passkey that came with going live.'] },
  { words: /unable to lock subscriber/i, verdict: 'refused-for-now', is: 'phone-locked', source: '2.2, STK push: another prompt is open on that phone',
    means: { code: '1001', product: 'stk-push' } },
  { words: /transaction is (being processed|still under processing)/i, is: 'push-pending', source: '1.4, 2.2, STK query',
    means: { code: '4999', product: 'stk-push' } },
  { words: /transaction does not exist/i, verdict: 'refused', is: 'push-unknown', source: '1.4, 2.2, STK query for an id that is not known',
    means: ['original-unknown', 'caller', false, 'no push has this id', SORRY, 'Check the id and the app that sent the push; an id is forgotten after a while.'] },
  { words: /no iccid found|missing iccid/i, verdict: 'refused', source: '2.2, STK push: the number is not on M-Pesa, nobody to prompt',
    means: ['unreachable', 'payer', false, 'the number is not an active Safaricom number on M-Pesa', 'This number is not on M-Pesa. Pay from another one.', 'Ask for a Safaricom number that is registered for M-Pesa and not blocked.'] },
  { words: /not allowed to carry out transaction type/i, verdict: 'refused', source: '2.2, STK push: wrong type for this shortcode',
    means: ['not-permitted', 'caller', false, 'this shortcode does not take this kind of payment', SORRY, 'CustomerPayBillOnline for a pay bill, CustomerBuyGoodsOnline for a till; have the right one enabled by apisupport, which sends the passkey too.'] },
  { words: /not authorized to initiate/i, codes: ['403.002.1001'], verdict: 'refused', is: 'made-for-v1', source: '1.6, B2C v3 asked by an app that was made for v1',
    means: V3_MISSING },
  { words: /not authorised to initiate/i, source: '1.6, in a spelling nobody has seen: told, not judged', means: V3_MISSING },
  { words: /duplicate originatorconversationid/i, verdict: 'unknown', source: '2.2, B2C v3: the first request under this id was taken, its money may be on the way',
    means: ['duplicate', 'caller', false, 'this id was sent before: the first request was taken', SORRY, 'Ask for the status of the first request; never send it again under a new id before you know.'] },
  { words: /urls are already registered/i, verdict: 'refused', is: 'urls-registered', source: '1.5, C2B: nothing is changed by a second registration',
    means: URLS_KEPT },
  { words: /urls? (is|are) already registered/i, is: 'urls-registered', source: '1.5, in a spelling nobody has seen: told, not judged', means: URLS_KEPT },
  { words: /duplicate notification info/i, verdict: 'refused', source: '2.2, C2B: the URLs live on the old platform',
    means: ['duplicate', 'caller', false, 'the shortcode has URLs on the old platform', SORRY, 'Have apisupport delete the URLs of the old platform.'] },
  { words: /no transactions? (were )?found|no transactions/i, is: 'nothing-to-pull', source: '1.16, Pull',
    means: [null, 'none', false, 'no payments in that window', 'Nothing to do.', 'Nothing to do.'] },
  { words: /\bno transaction\b/i, is: 'nothing-to-pull', source: '1.16, Pull, should it ever speak of one; of other products it would mean another thing' },
];

/** What is wrong with one field. */
// prettier-ignore
const FIELDS: readonly Sentence[] = [
  { words: /url has the word|invalid (validation|confirmation|callback|result|queuetimeout)url/i, source: '2.2, 5.5',
    means: ['invalid-request', 'caller', false, 'a callback URL is not taken', SORRY, 'Use a public https URL without the words mpesa, safaricom, exe, exec, cmd, sql or query, and no tunnel or request tester.'] },
  { words: /invalid timestamp/i, source: '2.2',
    means: ['invalid-request', 'caller', false, 'the timestamp is malformed', SORRY, 'Write YYYYMMDDHHmmss, the same one as inside the password.'] },
  { words: /invalid amount/i, source: '2.2',
    means: ['invalid-request', 'caller', false, 'the amount is not valid', 'This amount cannot be paid with M-Pesa.', 'Send whole shillings as a number: 1 to 250,000 for payments by customers, 10 to 250,000 for B2C.'] },
  { words: /invalid (phonenumber|msisdn|partya|partyb)/i, source: '2.2',
    means: ['invalid-request', 'caller', false, 'a phone number or shortcode is malformed', 'Check the number.', 'Write phone numbers as 2547… or 2541…, twelve digits; shortcodes as 5 to 7 digits.'] },
  { words: /invalid checkoutrequestid/i, is: 'push-unknown', source: '1.4, 2.2, STK query',
    means: ['original-unknown', 'caller', false, 'no push has this CheckoutRequestID', SORRY, 'Check the id and the app that sent the push; an id is forgotten after a while.'] },
  { words: /invalid (initiatorname|initiator|securitycredential)/i, source: '2.2',
    means: ['initiator-invalid', 'caller', false, 'operator or credential is missing or malformed', SORRY, 'Send the operator of this shortcode and its password, RSA-encrypted and in base64.'] },
  { words: /invalid transactiontype/i, source: '1.4, 2.2',
    means: ['not-permitted', 'caller', false, 'this shortcode does not take this kind of payment', SORRY, 'CustomerPayBillOnline for a pay bill, CustomerBuyGoodsOnline for a till; the sandbox takes the first only.'] },
  { words: /invalid request payload/i, codes: ['400.002.05'], source: '2.2',
    means: ['invalid-request', 'caller', false, 'the body cannot be read', SORRY, 'Send JSON with Content-Type: application/json.'] },
  { words: /bad request|invalid shortcode/i, source: '2.2',
    means: ['invalid-request', 'caller', false, 'a field is missing or malformed', SORRY, 'Correct the field that the message names; with the first field named, check Content-Type: application/json.'] },
];

/** That the back end failed, in general. */
// prettier-ignore
const FAILURES: readonly Sentence[] = [
  { words: /system is busy/i, verdict: 'unknown', source: '2.2: the back end says it, after the gateway passed the request on',
    means: ['system-busy', 'safaricom', true, 'the system is busy', LATER, 'Ask what became of the request, then try again in a few minutes.'] },
  { words: /system (is )?too busy|system busy|traffic blocking/i, source: '3.1, 3.2: the words of result 26',
    means: ['system-busy', 'safaricom', true, 'the system is busy', LATER, 'Ask what became of the request, then try again in a few minutes.', 'may have moved'] },
  { words: /currently unreachable/i, verdict: 'unknown', source: '2.2: the gateway lost the back end, maybe after passing the request on',
    means: ['system-busy', 'safaricom', true, 'the back end cannot be reached', LATER, 'Ask what became of the request, then try again in a few minutes.'] },
  { words: /under maintenance/i, verdict: 'unknown', source: '2.2: seen from the back end, with no word on the request',
    means: ['system-busy', 'safaricom', true, 'the service is under maintenance', LATER, 'Ask what became of the request, then try again later.'] },
  { words: /internal (server )?error/i, verdict: 'unknown', source: '2.2: the back end failed at an unknown point',
    means: ['internal-failure', 'safaricom', true, 'the back end failed', LATER, 'Ask what became of the request before you repeat it; escalate to apisupport when it lasts.'] },
];

/** What an `errorCode` means by itself, for want of words; several of them stand for more than one fault. */
// prettier-ignore
const CODES: readonly Sentence[] = [
  { codes: ['400.002.02'], source: '2.2',
    means: ['invalid-request', 'caller', false, 'a field is missing or malformed; only the first one is named', SORRY, 'Correct the field that the message names; with the first field named, check Content-Type: application/json.'] },
  { codes: ['400.003.01', '401.001', '401.002.01', '401.003.01'], is: 'token-refused', source: '2.1, 10: one fault with a code in every family of products, each seen outside its own',
    means: ['invalid-token', 'caller', true, 'the token is wrong or has expired', AGAIN, TOKEN] },
  { codes: ['404.001.03'], is: 'token-refused', source: '2.1, 10',
    means: ['invalid-token', 'caller', true, 'the token is wrong or has expired, or the app lacks the product', AGAIN, TOKEN] },
  { codes: ['401'], is: 'token-refused', source: '1.14, 10',
    means: ['product-missing', 'caller', false, 'the app is not provisioned for this product', SORRY, 'Have the product, and the prefix of its paths, provisioned by apisupport.'] },
  { codes: ['oauth.v2.InvalidAccessToken'], is: 'token-refused', source: '10, Apigee',
    means: ['invalid-token', 'caller', true, 'the token is wrong', AGAIN, TOKEN] },
  { codes: ['keymanagement.service.access_token_expired'], is: 'token-refused', source: '10, Apigee',
    means: ['invalid-token', 'caller', true, 'the token has expired', AGAIN, TOKEN] },
  { codes: ['400.003.02'], source: '2.2',
    means: ['invalid-request', 'caller', false, 'a field is missing or malformed', SORRY, 'Correct the field that the message names.'] },
  { codes: ['400.001'], source: '1.16, Pull',
    means: ['invalid-request', 'caller', false, 'the shortcode is not valid, or not registered for Pull', SORRY, 'Check the shortcode and register it for Pull.'] },
  { codes: ['500', '500.002.1001', '500.003.1001'], source: '2.1',
    means: ['internal-failure', 'safaricom', true, 'the back end failed', LATER, 'Ask what became of the request before you repeat it.', 'may have moved'] },
  { codes: ['500.001.1001'], source: '2.2',
    means: ['unknown', 'unknown', false, 'one code for many faults: the message decides', LATER, 'Look at the message; ask what became of the request before you repeat it.', 'may have moved'] },
  { codes: ['500.003.02'], source: '2.2',
    means: ['throttled', 'unknown', true, 'too many requests, or the system is busy: the message decides', LATER, 'Wait a little and send fewer at once.', 'may have moved'] },
  { codes: ['00.002.1001'], source: '2.2, Balance',
    means: ['system-busy', 'safaricom', true, 'the service is under maintenance', LATER, 'Try again later; ask what became of the request first.', 'may have moved'] },
];

/** All that Daraja is known to say. The first whose words fit is meant: the particular stands before the general. */
export const SENTENCES: readonly Sentence[] = [
  ...GATEWAY,
  ...ELSEWHERE,
  ...RESULTS,
  ...REQUESTS,
  ...FIELDS,
  ...FAILURES,
  ...CODES,
];
