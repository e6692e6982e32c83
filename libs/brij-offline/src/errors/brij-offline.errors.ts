/** What every error of this package is. */
export abstract class BrijOfflineError extends Error {
  /** For programs. */
  abstract readonly code: string;
  /** True when the same call may simply be made again later. */
  abstract readonly retryable: boolean;
  abstract override readonly name: string;
}

/** The module is set up wrongly; the message names every fault with its fix. */
export class BrijOptionsError extends BrijOfflineError {
  override readonly name = 'BrijOptionsError';
  readonly code = 'options';
  readonly retryable = false;

  constructor(readonly problems: readonly string[]) {
    super(`BrijOfflineModule cannot start:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

/** A call was made with something that cannot be right. Nothing was sent. */
export class BrijInputError extends BrijOfflineError {
  override readonly name = 'BrijInputError';
  readonly code = 'input';
  readonly retryable = false;

  constructor(
    readonly field: string,
    readonly value: unknown,
    readonly rule: string,
  ) {
    super(`${field} ${JSON.stringify(value)} is refused: ${rule}`);
  }
}

/** No token is given: the client id or its secret is wrong, or may not be used. */
export class BrijAuthError extends BrijOfflineError {
  override readonly name = 'BrijAuthError';
  readonly code = 'auth';
  readonly retryable = false;

  constructor(
    /** OAuth's word (RFC 6749, section 5.2), such as `invalid_client`. */
    readonly oauthError: string,
    readonly description: string | null,
  ) {
    super(`no token: ${oauthError}${description === null ? '' : `, ${description}`}`);
  }
}

/** The service understood and said no. */
export class BrijRejectedError extends BrijOfflineError {
  override readonly name = 'BrijRejectedError';
  readonly code = 'rejected';
  readonly retryable = false;
  readonly status: number;
  /** The service's word, such as `prefix-taken`; null when it has none. */
  readonly reason: string | null;
  /** The field that it complains of. */
  readonly field: string | null;

  constructor(answer: {
    readonly status: number;
    readonly reason: string | null;
    readonly field: string | null;
    readonly detail: string | null;
  }) {
    super(`${answer.status} ${answer.detail ?? answer.reason ?? 'refused'}`);
    this.status = answer.status;
    this.reason = answer.reason;
    this.field = answer.field;
  }
}

/** The service could not be reached, is down, or has had enough of us. */
export class BrijUnavailableError extends BrijOfflineError {
  override readonly name = 'BrijUnavailableError';
  readonly code = 'unavailable';
  readonly retryable = true;

  constructor(
    message: string,
    /** HTTP status; null when no answer came. */
    readonly status: number | null,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The service answered with something that cannot be read. */
export class BrijResponseError extends BrijOfflineError {
  override readonly name = 'BrijResponseError';
  readonly code = 'response';
  readonly retryable = false;
}
