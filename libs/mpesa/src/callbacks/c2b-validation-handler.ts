import {
  C2B_REJECTIONS,
  parseC2bNotification,
  type C2bValidationAnswerBody,
} from '../daraja/contracts/c2b-callbacks.contract.js';
import type { CallbackInbox } from '../inbox/callback-inbox.js';
import type { ArrivedCallback } from '../inbox/inbox-store.js';
import type { AccountDirectory } from '../options/account-directory.js';
import { answerCode, paymentToValidate, toValidationAnswer } from '../translation/c2b-validation.js';
import { isMeantFor, shortcodeTold } from '../translation/c2b.js';
import { foreignError } from '../values/foreign-error.js';
import { within } from '../values/within.js';
import type { Arrival, CallbackDoor, DoorAnswer } from './callback-door.js';
import type { C2bValidator, C2bVerdict } from './c2b-validator.js';

export interface C2bValidationHandlerDeps {
  readonly door: Pick<CallbackDoor, 'read' | 'refuse'>;
  readonly inbox: Pick<CallbackInbox, 'accept'>;
  readonly accounts: AccountDirectory;
  readonly validator: () => C2bValidator | null;
  readonly acceptCode: 0 | '0';
  readonly deadlineMs: number;
  readonly onFailure: 'accept' | 'reject';
  readonly onWarning: (message: string) => void;
}

/** The one callback whose answer decides something: Safaricom asks whether a payment is welcome, and waits about 8 s. */
export class C2bValidationHandler {
  constructor(private readonly deps: C2bValidationHandlerDeps) {}

  async receive(arrival: Arrival): Promise<DoorAnswer> {
    const read = this.deps.door.read(arrival);
    if (!('receivedAt' in read)) return read;
    const verdict =
      read.status === 'quarantined'
        ? this.#fallback('unlisted address')
        : await this.#judgeInTime(read, arrival);
    const answer = toValidationAnswer(verdict, this.deps.acceptCode);
    this.#keep(read, answer);
    return { status: 200, body: { ...answer } };
  }

  /** One deadline for finding the account and for the host's verdict. */
  async #judgeInTime(callback: ArrivedCallback, arrival: Arrival): Promise<C2bVerdict> {
    const { deadlineMs } = this.deps;
    try {
      const verdict = await within(
        this.#judge(callback, arrival),
        deadlineMs,
        () => new NoVerdict(`no verdict within ${deadlineMs} ms`),
      );
      return isVerdict(verdict) ? verdict : this.#fallback('the validator gave no verdict');
    } catch (error) {
      return this.#fallback(error instanceof NoVerdict ? error.message : foreignError(error));
    }
  }

  async #judge(callback: ArrivedCallback, { parsedBody }: Arrival): Promise<C2bVerdict> {
    const notification = parseC2bNotification(parsedBody);
    if (notification === null) return { accept: false, code: 'C2B00016' };
    const told = shortcodeTold(notification);
    const account = await this.deps.accounts.receiver(callback.shortcode ?? '', told);
    // Tills that share a store number: which one is asked for cannot be told, so the validator is not asked either.
    if (account === 'ambiguous') return this.#fallback('several tills share the store number');
    if (account === 'unknown') return { accept: false, code: 'C2B00016' };
    if (!isMeantFor(account, told)) return { accept: false, code: 'C2B00015' };
    const validator = this.deps.validator();
    if (validator === null) return { accept: true };
    return validator.validate(paymentToValidate(notification, account));
  }

  #fallback(why: string): C2bVerdict {
    this.deps.onWarning(`C2B validation answered with "${this.deps.onFailure}": ${why}`);
    return this.deps.onFailure === 'accept' ? { accept: true } : { accept: false, code: 'C2B00016' };
  }

  /** For the record only: the customer does not wait for our disk, and no money has moved. */
  #keep(callback: ArrivedCallback, answer: C2bValidationAnswerBody): void {
    const kept: ArrivedCallback =
      callback.status === 'quarantined'
        ? callback
        : {
            ...callback,
            status: 'done',
            reason: `answered ${answerCode(answer)}`,
          };
    this.deps.inbox.accept(kept).catch((error: unknown) => {
      this.deps.onWarning(`a C2B validation was answered but not kept: ${String(error)}`);
    });
  }
}

class NoVerdict extends Error {}

/** The host's code need not have been checked by a compiler. */
function isVerdict(value: unknown): value is C2bVerdict {
  const { accept, code } = (value ?? {}) as { accept?: unknown; code?: unknown };
  return (
    accept === true || (accept === false && typeof code === 'string' && Object.hasOwn(C2B_REJECTIONS, code))
  );
}
