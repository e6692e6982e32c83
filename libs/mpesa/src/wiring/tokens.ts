import type { QuestionDeps } from '../operations/questions/question-deps.js';
import type { PaymentSenders } from '../operations/payment-sender.js';
import type { MpesaOptions, MpesaStructure } from '../options/mpesa-options.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import type { PaymentInquiries } from '../reconciliation/payment-inquiry.js';
import type { Transport } from '../daraja/wire/transport.js';
import type { Storage } from '../storage/storage.js';
import type { After } from '../values/alarm.js';
import type { Clock } from '../values/clock.js';
import type { Delay } from '../values/delay.js';
import type { RandomSource } from '../values/random.js';
import { token, type Token } from './part.js';

/** Made with `Symbol.for`, so that two copies of the package in one process still mean the same thing. */
const shared = <T>(name: string): Token<T> => token(Symbol.for(`nestjs-mpesa:${name}`));

/** Tells the time of day; a test overrides it, as it may the four below. */
export const MPESA_CLOCK = shared<Clock>('clock');
/** Where chance comes from; a test overrides it. */
export const MPESA_RANDOM = shared<RandomSource>('random');
/** Waits for some ms; a test overrides it. */
export const MPESA_DELAY = shared<Delay>('delay');
/** Carries requests to Daraja; a test overrides it. */
export const MPESA_TRANSPORT = shared<Transport>('transport');
/** How long anybody waits for a connection of the pool, ms. */
export const MPESA_CONNECTION_WAIT_MS = shared<number>('connection-wait-ms');

/** Calls back after some ms; the tests of the module override it. */
export const MPESA_AFTER = shared<After>('after');

export const MPESA_OPTIONS = shared<MpesaOptions>('options');
export const MPESA_RESOLVED_OPTIONS = shared<ResolvedOptions>('resolved-options');
export const MPESA_STRUCTURE = shared<MpesaStructure>('structure');
export const MPESA_STORAGE = shared<Storage>('storage');
/** Draws the next id. */
export const MPESA_NEW_ID = shared<() => string>('new-id');
/** What is asked with: the client, the accounts, and where Daraja is. */
export const MPESA_QUESTION_DEPS = shared<QuestionDeps>('question-deps');
/** Who puts each kind of payment to Daraja. */
export const MPESA_SENDERS = shared<PaymentSenders>('senders');
/** How each kind of payment is asked about. */
export const MPESA_INQUIRIES = shared<PaymentInquiries>('inquiries');
export const MPESA_POLICY = shared<PaymentPolicy>('policy');
