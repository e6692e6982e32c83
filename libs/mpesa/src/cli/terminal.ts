import type { Readable, Writable } from 'node:stream';

/** Where a command reads what is typed, or piped in. */
export interface TerminalInput extends Readable {
  /** True when a person types. */
  readonly isTTY?: boolean;
  /** Whether keys arrive one by one, and unseen. */
  setRawMode?(raw: boolean): unknown;
}

/** What a command is given of the process it runs in. */
export interface Terminal {
  readonly stdin: TerminalInput;
  /** What was asked for, for other programs too. */
  readonly stdout: Writable;
  /** What people should know about it. */
  readonly stderr: Writable;
}
