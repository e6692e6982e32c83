import { BILL_MANAGER_RECEIVED } from '../daraja/contracts/bill-manager-push.contract.js';
import { CALLBACK_RECEIVED } from '../daraja/contracts/callback-received.js';
import { callbackDigest, type CallbackInbox } from '../inbox/callback-inbox.js';
import { CALLBACK_SUBJECTS, type CallbackKind } from '../inbox/callback-kinds.js';
import { UNLISTED, type ArrivedCallback } from '../inbox/inbox-store.js';
import type { AddressList } from '../values/source-addresses.js';
import type { Clock } from '../values/clock.js';
import type { KeyedDigests } from '../values/keyed-digests.js';
import type { CallbackAddress } from './callback-urls.js';
import { nestingExceeds } from './json-depth.js';

/** A request behind the token check, as any HTTP framework can tell it. */
export interface Arrival {
  readonly address: CallbackAddress;
  /** The bytes as they came, when the host kept them. */
  readonly rawBody: Buffer | null;
  readonly parsedBody: unknown;
  readonly sourceAddress: string | null;
  /** Who is at the other end of the connection; a proxy that the host has named, where `sourceAddress` is another. */
  readonly peerAddress?: string | null;
}

export interface DoorAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface CallbackDoorDeps {
  readonly inbox: Pick<CallbackInbox, 'accept'>;
  readonly mode: 'enforce' | 'log' | 'off';
  readonly addresses: AddressList;
  /** Whether all that is not on the list is not Safaricom's: its sandbox also calls from elsewhere. */
  readonly listIsComplete: boolean;
  readonly digests: Pick<KeyedDigests, 'of'>;
  readonly clock: Clock;
  readonly onRefused: (status: number, reason: string, sourceAddress: string | null) => void;
  readonly onUnlisted: (sourceAddress: string | null, enforced: boolean) => void;
}

/** Largest callback we take, bytes, and deepest. Safaricom's are below 2 kB and 6 levels. */
export const LARGEST_CALLBACK = 32 * 1024;
const DEEPEST_CALLBACK = 10;

export const ACCEPTED: DoorAnswer = { status: 200, body: CALLBACK_RECEIVED };

/** What a kind of callback is answered with once it is stored, where that is not what most of them get. */
const ANSWERS: Partial<Record<CallbackKind, DoorAnswer>> = {
  'bill-manager': { status: 200, body: BILL_MANAGER_RECEIVED },
};

/** Stores what comes with a good token, and answers. It decides nothing about money. */
export class CallbackDoor {
  constructor(private readonly deps: CallbackDoorDeps) {}

  async receive(arrival: Arrival): Promise<DoorAnswer> {
    const read = this.read(arrival);
    return 'receivedAt' in read ? this.#store(read) : read;
  }

  /** What is to be stored, or the answer to what cannot be taken in. */
  read(arrival: Arrival): ArrivedCallback | DoorAnswer {
    const { sourceAddress } = arrival;
    const quarantined = this.mistrusts(sourceAddress);
    const elsewhere = quarantined || this.#isElsewhere(arrival);
    if (!saysSomething(arrival.parsedBody)) {
      return this.refuse(400, 'the body is no JSON object with anything in it', sourceAddress);
    }
    const body = arrival.rawBody ?? written(arrival.parsedBody);
    if (body !== null && body.length > LARGEST_CALLBACK) {
      return this.refuse(413, 'the body is too large', sourceAddress);
    }
    if (body === null || nestingExceeds(body, DEEPEST_CALLBACK)) {
      return this.refuse(400, 'the body is nested too deeply', sourceAddress);
    }
    const kind = arrival.address.kind as CallbackKind;
    const { subject } = arrival.address;
    const named = CALLBACK_SUBJECTS[kind];
    return {
      id: this.deps.digests.of('callback', callbackDigest(kind, subject, body)),
      kind,
      paymentId: named === 'shortcode' ? null : subject,
      shortcode: named === 'shortcode' ? subject : null,
      body,
      raw: arrival.rawBody !== null,
      sourceAddress,
      receivedAt: this.deps.clock.now(),
      status: quarantined ? 'quarantined' : 'new',
      reason: elsewhere ? UNLISTED : null,
    };
  }

  /** True when `enforce` keeps an address out. Tells of every address that is not on the list. */
  mistrusts(sourceAddress: string | null): boolean {
    if (this.#isListed(sourceAddress)) return false;
    const enforced = this.deps.mode === 'enforce';
    this.deps.onUnlisted(sourceAddress, enforced);
    return enforced;
  }

  refuse(status: number, reason: string, sourceAddress: string | null): DoorAnswer {
    this.deps.onRefused(status, reason, sourceAddress);
    return { status, body: { statusCode: status, message: reason } };
  }

  async #store(callback: ArrivedCallback): Promise<DoorAnswer> {
    try {
      await this.deps.inbox.accept(callback);
      return ANSWERS[callback.kind] ?? ACCEPTED;
    } catch {
      // Never a 200 for what is not on disk.
      return this.refuse(503, 'the callback could not be stored', callback.sourceAddress);
    }
  }

  /** An address that a proxy told is the caller's own; else it may be that of a proxy that nobody has named. */
  #isElsewhere({ sourceAddress, peerAddress = sourceAddress }: Arrival): boolean {
    const isTold = sourceAddress !== null && peerAddress !== null && sourceAddress !== peerAddress;
    return isTold && this.deps.listIsComplete && !this.#isListed(sourceAddress);
  }

  #isListed(address: string | null): boolean {
    return this.deps.mode === 'off' || (address !== null && this.deps.addresses.contains(address));
  }
}

/** Express makes `{}` of a body without bytes, so an empty object tells as little as none. */
function saysSomething(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && Object.keys(body).length > 0;
}

/** As JSON again; null for what nests deeper than this process has a stack for. */
function written(body: object): Buffer | null {
  try {
    return Buffer.from(JSON.stringify(body), 'utf8');
  } catch {
    return null;
  }
}
