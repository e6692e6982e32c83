import { callContext } from '../transactions/call-context.js';
import type { Mutex } from './mutex.js';

/** What a chain of calls is doing in its turn of a mutex. */
interface Turn {
  readonly mutex: Mutex;
  readonly operation: string;
  /** The turn of another mutex that this one was taken in. */
  readonly outer: Turn | undefined;
  over: boolean;
}

const turns = callContext<Turn>();

/**
 * Waits for the turn of `mutex`, then works in it. Who asks for a turn within a turn would wait for itself for ever, without
 * a word: that is refused at once. What was begun in a turn that is over by now waits like everybody else.
 */
export function inTurn<T>(mutex: Mutex, operation: string, work: () => Promise<T>): Promise<T> {
  const outer = turns.getStore();
  const held = heldTurn(mutex, outer);
  if (held !== null) return Promise.reject(selfWait(operation, held));
  const turn: Turn = { mutex, operation, outer, over: false };
  return mutex.run(() =>
    turns.run(turn, work).finally(() => {
      turn.over = true;
    }),
  );
}

function heldTurn(mutex: Mutex, turn: Turn | undefined): Turn | null {
  for (let link = turn; link !== undefined; link = link.outer) {
    if (link.mutex === mutex && !link.over) return link;
  }
  return null;
}

function selfWait(operation: string, { operation: around }: Turn): Error {
  return new Error(
    `cannot ${operation} within "${around}": on SQLite it would wait for that to end, and that for it. ` +
      'Hand its transaction on to what is called inside, or call it afterwards',
  );
}
