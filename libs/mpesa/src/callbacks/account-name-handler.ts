import {
  nameLookupAnswer,
  nameLookupToken,
  parseBasicAuthorization,
  parseBearerAuthorization,
  parseNameLookup,
  type NameLookupRequest,
} from '../daraja/contracts/c2b-hakikisha.contract.js';
import type { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedAccount } from '../options/resolved-options.js';
import type { Clock } from '../values/clock.js';
import { foreignError } from '../values/foreign-error.js';
import { isShortcode } from '../values/shortcode.js';
import { within } from '../values/within.js';
import type { AccountNameRequest, AccountNameResolver } from './account-name-resolver.js';
import type { AccountNameTokens } from './account-name-tokens.js';
import type { CallbackDoor, DoorAnswer } from './callback-door.js';
import type { SignInBrake } from './sign-in-brake.js';

/** Who asks, as far as the headers tell. */
export interface NameCaller {
  readonly authorization: unknown;
  readonly sourceAddress: string | null;
}

export interface AccountNameHandlerDeps {
  readonly door: Pick<CallbackDoor, 'mistrusts' | 'refuse'>;
  readonly brake: Pick<SignInBrake, 'heldUntil' | 'noteWrong'>;
  /** Told of every sign-in that was refused. */
  readonly onSignInRefused: (status: number, sourceAddress: string | null) => void;
  /** Told once a minute and network at most: passwords are guessed from there. */
  readonly onSignInHeld: (held: HeldSignIn) => void;
  /** Null where the host has set no user name and password. */
  readonly tokens: AccountNameTokens | null;
  readonly resolver: () => AccountNameResolver | null;
  readonly accounts: AccountDirectory;
  readonly clock: Clock;
  readonly deadlineMs: number;
  /** The name to tell when the resolver is late or throws; null tells none. */
  readonly fallbackName: string | null;
  readonly onWarning: (message: string) => void;
}

/** Who guesses passwords, and until when every wrong one from there is told to stop, epoch ms. */
export interface HeldSignIn {
  readonly sourceAddress: string | null;
  readonly heldUntil: number;
}

/** Safaricom's own are far shorter; a customer cannot type more than 20. */
const LONGEST_FIELD = 64;

/** Answers C2B Hakikisha: hands out tokens, and asks the host for the name behind an account number. Keeps nothing. */
export class AccountNameHandler {
  constructor(private readonly deps: AccountNameHandlerDeps) {}

  /** `POST …/auth/v1/generate`: a token for who knows user name and password, however often somebody else has guessed. */
  signIn(caller: NameCaller): DoorAnswer {
    const tokens = this.#open();
    if (tokens === null) return this.#refuse(404, caller);
    const login = parseBasicAuthorization(caller.authorization);
    // Compared even while held: behind a proxy that nobody has named, who guesses and Safaricom are one address.
    if (!tokens.knows(login) || this.#mistrusts(caller)) return this.#turnDown(caller, login !== null);
    const { token, seconds } = tokens.issue();
    return { status: 200, body: nameLookupToken(token, seconds) };
  }

  /** Counts the right password from an address that is not trusted as well: else the count would tell that it is the right one. */
  #turnDown(caller: NameCaller, hasTried: boolean): DoorAnswer {
    if (this.deps.brake.heldUntil(caller.sourceAddress) !== null) return this.#refuseSignIn(429, caller);
    if (hasTried) this.#noteWrong(caller);
    return this.#refuseSignIn(401, caller);
  }

  #noteWrong({ sourceAddress }: NameCaller): void {
    const heldUntil = this.deps.brake.noteWrong(sourceAddress);
    if (heldUntil !== null) this.deps.onSignInHeld({ sourceAddress, heldUntil });
  }

  #refuseSignIn(status: 401 | 429, { sourceAddress }: NameCaller): DoorAnswer {
    this.deps.onSignInRefused(status, sourceAddress);
    const message = status === 401 ? 'Unauthorized' : 'Too Many Requests';
    return { status, body: { statusCode: status, message } };
  }

  /** Why a question is not even read; null when it may come in. */
  turnAway(caller: NameCaller): DoorAnswer | null {
    const tokens = this.#open();
    if (tokens === null) return this.#refuse(404, caller);
    const isGood = tokens.isGood(parseBearerAuthorization(caller.authorization));
    return !isGood || this.#mistrusts(caller) ? this.#refuse(401, caller) : null;
  }

  tooLarge({ sourceAddress }: NameCaller): DoorAnswer {
    return this.deps.door.refuse(413, 'the body is too large', sourceAddress);
  }

  /** `POST …/c2b_hakikisha/v1/notify`: the name of the holder of an account. */
  async answer(caller: NameCaller, body: unknown): Promise<DoorAnswer> {
    const refusal = this.turnAway(caller);
    if (refusal !== null) return refusal;
    const question = parseNameLookup(body);
    if (question === null || isTooLong(question)) {
      return this.deps.door.refuse(400, 'the body is no question for an account', caller.sourceAddress);
    }
    const { clock, fallbackName } = this.deps;
    const name = (await this.#nameInTime(question)) ?? fallbackName;
    if (name === null) return { status: 503, body: { statusCode: 503, message: 'no name can be told now' } };
    if (name === '') return NO_SUCH_ACCOUNT;
    return { status: 200, body: { ...nameLookupAnswer(question, name, clock.now()) } };
  }

  /** The name; empty where there is no such account, null where nobody could say. */
  async #nameInTime(question: NameLookupRequest): Promise<string | null> {
    const { deadlineMs } = this.deps;
    try {
      const late = (): Error => new NoName(`no name within ${deadlineMs} ms`);
      const name = await within(this.#ask(question), deadlineMs, late);
      if (name === null) return '';
      if (typeof name === 'string' && name.trim() !== '') return name.trim();
      throw new NoName('neither a name nor null');
    } catch (error) {
      this.#warn(error);
      return null;
    }
  }

  /** The host's word, whatever it is: its code need not have been checked by a compiler. */
  async #ask(question: NameLookupRequest): Promise<unknown> {
    const { accounts, resolver } = this.deps;
    const { shortcode } = question;
    const account = isShortcode(shortcode) ? await accounts.receiver(shortcode, shortcode) : 'unknown';
    return typeof account === 'string' ? null : resolver()?.nameOf(requestOf(question, account));
  }

  #warn(error: unknown): void {
    const why = error instanceof NoName ? error.message : foreignError(error);
    this.deps.onWarning(`an account name was not told: ${why}`);
  }

  /** The tokens, when there is both somebody to ask and somebody to be trusted. */
  #open(): AccountNameTokens | null {
    return this.deps.resolver() === null ? null : this.deps.tokens;
  }

  #mistrusts({ sourceAddress }: NameCaller): boolean {
    return this.deps.door.mistrusts(sourceAddress);
  }

  /** One answer for every cause, so that nobody learns which it was. */
  #refuse(status: 401 | 404, { sourceAddress }: NameCaller): DoorAnswer {
    return this.deps.door.refuse(status, status === 401 ? 'Unauthorized' : 'Not Found', sourceAddress);
  }
}

/** In words of our own, which may be logged. */
class NoName extends Error {}

/** The same for an account nobody has and for a shortcode that is not ours. */
const NO_SUCH_ACCOUNT: DoorAnswer = { status: 404, body: { statusCode: 404, message: 'no such account' } };

function isTooLong({ requestId, accountNumber, shortcode }: NameLookupRequest): boolean {
  return [requestId, accountNumber, shortcode].some(({ length }) => length > LONGEST_FIELD);
}

function requestOf(question: NameLookupRequest, account: ResolvedAccount): AccountNameRequest {
  const { requestId, accountNumber, timestamp } = question;
  const { name, shortcode, till } = account;
  const at = timestamp === null ? null : timestamp * 1000;
  return { requestId, account: name, shortcode, till, accountNumber, at };
}
