/** What the customer does with an open prompt. */
export const PROMPT_ACTIONS = ['pay', 'cancel', 'wrong-pin', 'ignore', 'insufficient-funds'] as const;
/** What a customer does with a prompt. */
export type PromptAction = (typeof PROMPT_ACTIONS)[number];

/** How the simulated Safaricom behaves; every key can be changed while it runs. Durations are milliseconds. */
export interface SimulatorSettings {
  /** An unanswered prompt expires after this long and ends in result 1037. */
  promptMs: number;
  /** From the customer's answer to the callback. */
  resultDelayMs: number;
  /** Answers every prompt by itself; null leaves it to `answer`. */
  autopay: PromptAction | null;
  /** How long a prompt stands before `autopay` answers it. */
  autopayMs: number;
  /** How long a host has to take a callback, and a validator to answer (DARAJA-FACTS 5.3: about 8 s). */
  callbackTimeoutMs: number;
  /** Which of the two observed answers a query of a pending push gets (DARAJA-FACTS 1.4). */
  pendingQuery: 'error-500' | 'result-4999' | 'alternate';
  /** Which of the two observed answers a query of an unknown push gets (DARAJA-FACTS 1.4). */
  unknownQuery: 'error-400' | 'error-500';
  /** Spike arrest of the STK query, per app; null is no limit (DARAJA-FACTS 7.2). */
  queryRate: { perMinute: number; burst: number } | null;
  tokenLifeMs: number;
  /** The portal says a new token invalidates the previous one; practice disagrees (DARAJA-FACTS 7.1). */
  newTokenKillsOld: boolean;
  /** A bad token at a C2B endpoint: documented as HTTP 400, seen live as 401 (DARAJA-FACTS 2.1). */
  c2bBadToken: 'http-400' | 'http-401';
  /** Production rules for URLs: https, public hosts, no tunnels. Off, loopback and http are allowed. */
  strictUrls: boolean;
  /** Production habits: short C2B key set, no simulate, URLs registered once. */
  production: boolean;
  /** The observed variants of the answer to a C2B URL registration (DARAJA-FACTS 1.5). */
  registerReply: 'full' | 'description-only' | 'zeros' | 'v1-extra';
  /** A second push to a phone with an open prompt: refused at once, or accepted and ended by result 1001. */
  busyPhone: 'refuse' | 'result-1001';
  /** STK callbacks carry ResultCode as a string, `"0"` included, as some integrators report (DARAJA-FACTS 1.4). */
  okResultCodeStrings: boolean;
  /** A paid push on a shortcode with C2B URLs: the confirmation goes out before the STK callback. */
  confirmationFirst: boolean;
  /** Only the wire's spellings, and nothing left out that DARAJA-FACTS calls required; off, observed leniency. */
  strictFields: boolean;
  /** `any` takes every SecurityCredential, for clients that can only encrypt with Safaricom's own certificates. */
  credentials: 'checked' | 'any';
  /** How a missing role of an initiator ends (DARAJA-FACTS 3.2). */
  missingRole: '21' | 'TP40153';
  /** ResultType and ResultCode: as each product was seen to send them, or all of one kind. */
  resultCodes: 'observed' | 'strings' | 'numbers';
  /** ResultParameter and ReferenceItem: as seen, always arrays, or a single object whenever there is one. */
  resultLists: 'observed' | 'arrays' | 'objects';
  /** A key without a value: as seen, without the property `Value`, or with an empty text. */
  emptyValues: 'observed' | 'omitted' | 'empty';
  /** Keys of a transaction status: of the capture of 2024, of the portal's sample, or with spaces (DARAJA-FACTS 1.11). */
  statusKeys: 'capture' | 'portal' | 'spaced';
  /** Whether a reversal waits until somebody authorises it on the portal. */
  reversals: 'immediate' | 'authorised';
  /** Which of the three contracts of standing orders is served (DARAJA-FACTS 1.15). */
  ratiba: 'portal' | 'postman' | 'newer';
  /** Callbacks of standing orders: camel for success and Pascal for failure as observed, or one for both. */
  ratibaCasing: 'observed' | 'camel' | 'pascal';
}

/** The quick, unlimited world of tests; `main.ts` starts a slower one, closer to the sandbox. */
export const DEFAULT_SETTINGS: SimulatorSettings = {
  promptMs: 60_000,
  resultDelayMs: 0,
  autopay: null,
  autopayMs: 0,
  callbackTimeoutMs: 8_000,
  pendingQuery: 'alternate',
  unknownQuery: 'error-400',
  queryRate: null,
  tokenLifeMs: 3_600_000,
  newTokenKillsOld: false,
  c2bBadToken: 'http-400',
  strictUrls: false,
  production: false,
  registerReply: 'full',
  busyPhone: 'refuse',
  okResultCodeStrings: false,
  confirmationFirst: false,
  strictFields: false,
  credentials: 'checked',
  missingRole: '21',
  resultCodes: 'observed',
  resultLists: 'observed',
  emptyValues: 'observed',
  statusKeys: 'capture',
  reversals: 'immediate',
  ratiba: 'portal',
  ratibaCasing: 'observed',
};
