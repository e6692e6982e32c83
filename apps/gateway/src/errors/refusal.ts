/** Why the gateway says no, apart from bad input, for which there is the library's `InvalidRequestError`. */
export type RefusalCode =
  | 'client-not-found'
  | 'client-unproven'
  | 'payment-not-found'
  | 'endpoint-not-found'
  | 'endpoint-unproven'
  | 'too-many-endpoints'
  | 'delivery-not-found'
  | 'delivery-conflict'
  | 'prefix-taken'
  | 'prefix-overlaps'
  | 'prefix-not-found'
  | 'prefix-reserved'
  | 'too-many-prefixes'
  | 'shortcode-taken'
  | 'not-in-suspense'
  | 'too-many-questions'
  | 'too-many-prompts'
  | 'too-many-streams'
  | 'idempotency-key-missing'
  | 'idempotency-key-reused'
  | 'request-in-progress'
  | 'token-missing'
  | 'token-invalid'
  | 'scope-missing'
  | 'admin-key-wrong'
  | 'too-many-failed-logins'
  | 'order-settled'
  | 'no-answer'
  | 'page-not-found';

/** Of a message that repeats what a stranger wrote. */
const LONGEST_MESSAGE = 500;

/** The gateway says no: the code is for programs, the message for people. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    message: string,
    /** What a program may want to know besides; shown to the caller. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message);
  }
}
