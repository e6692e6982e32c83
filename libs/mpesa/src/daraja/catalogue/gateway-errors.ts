import type { Table } from './explanation.js';

const SORRY = 'The business cannot do this now. Nothing was paid.';
const LATER = 'M-Pesa cannot be reached now. Check your M-Pesa messages before you try again.';
const AGAIN = 'Please try again in a moment.';
/** What to do about a token that is refused for good. */
export const TOKEN =
  'The library fetches a new token and repeats the request once; an error with this code means that the new one was refused as well. Check consumer key and secret, their environment, and that the app has the product and is approved.';

/** What an `errorCode` means by itself, for want of words; several of them stand for more than one fault. */
// prettier-ignore
export const GATEWAY_ERRORS: Table = {
  '400.008.01': ['invalid-request', 'caller', false, 'the token was not asked for with HTTP Basic', SORRY, 'Send Authorization: Basic base64(consumer key:consumer secret).'],
  '400.008.02': ['invalid-request', 'caller', false, 'the token was asked for with another grant type', SORRY, 'Ask with ?grant_type=client_credentials.'],
  '400.002.02': ['invalid-request', 'caller', false, 'a field is missing or malformed; only the first one is named', SORRY, 'Correct the field that the message names; with the first field named, check Content-Type: application/json.'],
  '400.002.05': ['invalid-request', 'caller', false, 'the body cannot be read', SORRY, 'Send JSON with Content-Type: application/json.'],
  '400.003.01': ['invalid-token', 'caller', true, 'the token is wrong or has expired', AGAIN, TOKEN],
  '400.003.02': ['invalid-request', 'caller', false, 'a field is missing or malformed', SORRY, 'Correct the field that the message names.'],
  '400.001': ['invalid-request', 'caller', false, 'the shortcode is not valid, or not registered for Pull', SORRY, 'Check the shortcode and register it for Pull.'],
  '401.001': ['invalid-token', 'caller', true, 'the token is wrong or has expired', AGAIN, TOKEN],
  '401.002.01': ['invalid-token', 'caller', true, 'the token is wrong or has expired', AGAIN, TOKEN],
  '401.003.01': ['invalid-token', 'caller', true, 'the token is wrong or has expired', AGAIN, TOKEN],
  'oauth.v2.InvalidAccessToken': ['invalid-token', 'caller', true, 'the token is wrong', AGAIN, TOKEN],
  'keymanagement.service.access_token_expired': ['invalid-token', 'caller', true, 'the token has expired', AGAIN, TOKEN],
  '404.001.03': ['invalid-token', 'caller', true, 'the token is wrong or has expired, or the app lacks the product', AGAIN, TOKEN],
  '401': ['product-missing', 'caller', false, 'the app is not provisioned for this product', SORRY, 'Have the product, and the prefix of its paths, provisioned by apisupport.'],
  '403.002.1001': ['not-permitted', 'caller', false, 'the app may not use this version of the API', SORRY, 'Use B2C v1, or have v3 provisioned.'],
  '404.001.01': ['invalid-request', 'caller', false, 'there is nothing at this path', SORRY, 'Check base URL and path.'],
  '404.002.01': ['invalid-request', 'caller', false, 'there is nothing at this path', SORRY, 'Check base URL and path.'],
  '404.003.01': ['invalid-request', 'caller', false, 'there is nothing at this path', SORRY, 'Check base URL and path.'],
  '404.001.04': ['invalid-request', 'caller', false, 'wrong method, or headers in the wrong place', SORRY, 'Send POST with Authorization: Bearer and Content-Type: application/json.'],
  '405.001': ['invalid-request', 'caller', false, 'wrong method', SORRY, 'Send POST.'],
  'policies.ratelimit.SpikeArrestViolation': ['throttled', 'caller', true, 'too many requests at once', AGAIN, 'Wait as long as the message says, then send fewer at once.'],
  'policies.ratelimit.QuotaViolation': ['throttled', 'caller', true, 'the quota of the app is used up', AGAIN, 'Wait for the next period, or have the quota raised.'],
  '500': ['internal-failure', 'safaricom', true, 'the back end failed', LATER, 'Ask what became of the request before you repeat it.', 'may have moved'],
  '500.001.1001': ['unknown', 'unknown', false, 'one code for many faults: the message decides', LATER, 'Look at the message; ask what became of the request before you repeat it.', 'may have moved'],
  '500.002.1001': ['internal-failure', 'safaricom', true, 'the back end failed', LATER, 'Ask what became of the request before you repeat it.', 'may have moved'],
  '500.003.1001': ['internal-failure', 'safaricom', true, 'the back end failed', LATER, 'Ask what became of the request before you repeat it.', 'may have moved'],
  '500.003.02': ['throttled', 'unknown', true, 'too many requests, or the system is busy: the message decides', LATER, 'Wait a little and send fewer at once.', 'may have moved'],
  '500.003.03': ['throttled', 'caller', true, 'the quota of the app is used up', AGAIN, 'Wait for the next period, or have the quota raised.'],
  '00.002.1001': ['system-busy', 'safaricom', true, 'the service is under maintenance', LATER, 'Try again later; ask what became of the request first.', 'may have moved'],
};
