import { LIBRARY_VERSION } from '../values/version.js';
import { type Command, EXIT, type ExitCode } from './command.js';
import { credentialCommand } from './credential.command.js';
import { secretCommand } from './secret.command.js';
import { InterruptedError } from './interrupted.error.js';
import type { Terminal } from './terminal.js';
import { testCasesCommand } from './test-cases.command.js';
import { UsageError } from './usage.error.js';

const COMMANDS: readonly Command[] = [testCasesCommand, credentialCommand, secretCommand];

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
  const command = COMMANDS.find(({ name }) => name === word);
  if (!command) throw new UsageError(unknown(word));
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
