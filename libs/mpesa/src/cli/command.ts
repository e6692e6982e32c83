import { parseArgs } from 'node:util';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage.error.js';

/** The options a command takes, as Node's `parseArgs` wants them. */
export type OptionTable = Readonly<Record<string, { readonly type: 'string'; readonly multiple?: boolean }>>;

/** What was given for them. */
export type OptionValues<T extends OptionTable> = {
  readonly [Name in keyof T]?: T[Name] extends { multiple: true } ? string[] : string;
};

/** How a command ends: everything well, something failed, called wrongly, or stopped by Ctrl-C. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What one word behind `nestjs-mpesa` does. */
export interface Command {
  readonly help: string;
  /** Throws a {@link UsageError} for arguments it does not understand, before it has done anything. */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

/** The values of a command's options. Throws a {@link UsageError} naming the option that is wrong. */
export function readOptions<const T extends OptionTable>(
  args: readonly string[],
  options: T,
): OptionValues<T> {
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    return values as OptionValues<T>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS_')) throw error;
    // Node adds advice about positional arguments, which no command takes.
    throw new UsageError(message.replace(/\. (To specify|This command).*$/s, ''));
  }
}

/** One of the words an option takes. */
export function oneOf<const T extends string>(option: string, value: string, words: readonly T[]): T {
  const word = words.find((known) => known === value);
  if (word === undefined) throw new UsageError(`${option} ${value}: must be ${words.join(' or ')}`);
  return word;
}
