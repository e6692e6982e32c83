import { DarajaRejectedError } from '../../errors/daraja-rejected.error.js';
import { codeSays, says } from '../catalogue/says.js';
import type { SentenceKind } from '../catalogue/sentence.js';
import { refusesToken } from './token-refusal.js';

/** Daraja refused a push because another prompt is open on that phone; the code `500.001.1001` alone does not tell. */
export function isSubscriberLocked(error: unknown): error is DarajaRejectedError {
  return refusedWith(error, 'phone-locked');
}

/** The app lacks the product, or has it in the other version (C2B v1 and v2). Another token does not help. */
export function isProductMismatch(error: unknown): error is DarajaRejectedError {
  return refusedWith(error, 'lacks-product');
}

/** Daraja took the token for invalid, the one it had just issued included. It looked at nothing else. */
export function isTokenRefusal(error: unknown): error is DarajaRejectedError {
  return error instanceof DarajaRejectedError && refusesToken(error);
}

/** An STK query for an id that Daraja does not know: `400.002.02 … Invalid CheckoutRequestID` or `500.001.1001 … does not Exist`. */
export function isUnknownCheckout(error: unknown): error is DarajaRejectedError {
  return refusedWith(error, 'push-unknown');
}

/** B2C v3 was asked by an app that was made for v1, and says so by its code. It was not acted on. */
export function isMadeForV1(error: unknown): error is DarajaRejectedError {
  return error instanceof DarajaRejectedError && codeSays('made-for-v1', error.errorCode);
}

function refusedWith(error: unknown, kind: SentenceKind): error is DarajaRejectedError {
  return error instanceof DarajaRejectedError && says(kind, error.errorMessage);
}
