import type { Clock } from '../values/clock.js';
import { networkOf } from '../values/source-addresses.js';

/** Whoever knows the password has got it right by then. */
const MOST_WRONG = 5;
/** With so many wrong ones from everywhere, whoever is wrong has no second try. */
const MOST_WRONG_IN_ALL = 100;
/** As many networks are remembered; whoever has more of them has one try from each. */
const MOST_NETWORKS = 10_000;
const WINDOW_MS = 60_000;

interface Tries {
  wrong: number;
  /** Epoch ms. */
  readonly since: number;
}

/**
 * Holds those back who guess passwords: by network, so that somebody who guesses keeps nobody out who knows. What is held back is
 * not compared at all. Counted in this process; a minute later all is forgotten.
 */
export class SignInBrake {
  readonly #tries = new Map<string, Tries>();
  #all: Tries = { wrong: 0, since: 0 };

  constructor(private readonly clock: Clock) {}

  /** Until when tries from this address are not looked at, epoch ms; null when they are. */
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
