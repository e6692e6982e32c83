import type { Clock } from '../values/clock.js';
import { MINUTE_MS } from '../values/duration.js';
import { networkOf } from '../values/source-addresses.js';

/** Whoever knows the password has got it right by then. */
const MOST_WRONG = 5;
/** With so many wrong ones from everywhere, whoever is wrong has no second try. */
const MOST_WRONG_IN_ALL = 100;
/** As many networks are remembered; whoever has more of them has one try from each. */
const MOST_NETWORKS = 10_000;
const WINDOW_MS = MINUTE_MS;

interface Tries {
  wrong: number;
  /** Epoch ms. */
  readonly since: number;
}

/**
 * Tells those to stop who guess passwords, and of them, by network. The right password is let in before anybody asks here: a network
 * may be a proxy with everybody behind it. What keeps a guess from being right is the strength of the password. Counted in this
 * process; a minute later all is forgotten.
 */
export class SignInBrake {
  readonly #tries = new Map<string, Tries>();
  #all: Tries = { wrong: 0, since: 0 };

  constructor(private readonly clock: Clock) {}

  /** Until when wrong tries from this address are told to stop, epoch ms; null while they are not. */
  heldUntil(address: string | null): number | null {
    const tries = this.#current(this.#tries.get(networkOf(address)));
    if (tries === null) return null;
    const all = this.#current(this.#all);
    const most = all !== null && all.wrong >= MOST_WRONG_IN_ALL ? 1 : MOST_WRONG;
    return tries.wrong >= most ? tries.since + WINDOW_MS : null;
  }

  /** @returns until when this address is held from now on, epoch ms; null while it may try again */
  noteWrong(address: string | null): number | null {
    const network = networkOf(address);
    const tries = this.#current(this.#tries.get(network)) ?? this.#begin();
    tries.wrong += 1;
    this.#all = this.#current(this.#all) ?? this.#begin();
    this.#all.wrong += 1;
    this.#tries.set(network, tries);
    const [oldest] = this.#tries.keys();
    if (this.#tries.size > MOST_NETWORKS && oldest !== undefined) this.#tries.delete(oldest);
    return this.heldUntil(address);
  }

  #begin(): Tries {
    return { wrong: 0, since: this.clock.now() };
  }

  /** Null for what is over, and for what a clock that was ahead has begun. */
  #current(tries: Tries | undefined): Tries | null {
    if (tries === undefined) return null;
    const age = this.clock.now() - tries.since;
    return age >= 0 && age < WINDOW_MS ? tries : null;
  }
}
