import { LIBRARY_VERSION } from '../values/version.js';
import { type Command, EXIT, type ExitCode } from './command.js';
import { InterruptedError } from './interrupted.error.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage.error.js';

interface Listed {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Only the one that was asked for is loaded: the test cases bring all of Daraja with them. */
const COMMANDS: readonly Listed[] = [
  {
    name: 'test-cases',
    summary: 'runs the go-live test cases and writes the filled form',
    load: async () => (await import('./test-cases.command.js')).testCasesCommand,
  },
  {
    name: 'credential',
    summary: "encrypts an API operator's password into a SecurityCredential",
    load: async () => (await import('./credential.command.js')).credentialCommand,
  },
  {
    name: 'secret',
    summary: 'prints a random secret, for the settings that ask for one',
    load: async () => (await import('./secret.command.js')).secretCommand,
  },
];

/** Runs one command line and tells how the process should end. Never throws. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    if (error instanceof InterruptedError) return EXIT.interrupted;
    const text = error instanceof Error ? error.message : String(error);
    terminal.stderr.write(`nestjs-mpesa: ${text}\n`);
    if (!(error instanceof UsageError)) return EXIT.failed;
    terminal.stderr.write('nestjs-mpesa --help tells what there is\n');
    return EXIT.usage;
  }
}

async function dispatch([word, ...rest]: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    (word === undefined ? terminal.stderr : terminal.stdout).write(overview());
    return word === undefined ? EXIT.usage : EXIT.ok;
  }
  if (word === '--version' || word === '-v') {
    terminal.stdout.write(`${LIBRARY_VERSION}\n`);
    return EXIT.ok;
  }
  const listed = COMMANDS.find(({ name }) => name === word);
  if (!listed) throw new UsageError(unknown(word));
  const command = await listed.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.stdout.write(command.help);
    return EXIT.ok;
  }
  return command.run(rest, terminal);
}

function unknown(word: string): string {
  const names = COMMANDS.map(({ name }) => name).join(', ');
  return word.startsWith('-') ? `Unknown option '${word}'` : `Unknown command '${word}'; there are ${names}`;
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `nestjs-mpesa <command> [options]

${lines.join('\n')}

  --help     this, or with a command what it takes
  --version  ${LIBRARY_VERSION}

It ends with 0 when all went well, with 1 when something failed, with 2 when it was called wrongly.
`;
}
