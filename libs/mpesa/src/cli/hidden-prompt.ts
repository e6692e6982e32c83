import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { InterruptedError } from './interrupted.error.js';
import type { Terminal, TerminalInput } from './terminal.js';
import { UsageError } from './usage.error.js';

const ENTER = ['\r', '\n'];
const ERASE = ['\u007F', '\b'];
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const CTRL_U = '\u0015';
/**
 * A secret that is typed and never shown, or piped in as one line. Throws an {@link InterruptedError} after Ctrl-C and a
 * {@link UsageError} for more than one line.
 */
export async function readSecret({ stdin, stderr }: Terminal, question: string): Promise<string> {
  if (!stdin.isTTY || !stdin.setRawMode) return pipedLine(stdin);
  // Raw before the question is seen: whoever answers it at once must not see the answer either.
  stdin.setRawMode(true);
  try {
    stderr.write(question);
    return await typedLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

async function pipedLine(stdin: TerminalInput): Promise<string> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  for await (const chunk of stdin) text += decoder.write(chunk as Buffer);
  const line = (text + decoder.end()).replace(/\r?\n$/, '');
  if (/[\r\n]/.test(line)) throw new UsageError('the password was piped in as more than one line');
  return line;
}

function typedLine(stdin: TerminalInput): Promise<string> {
  const decoder = new StringDecoder('utf8');
  const typed: string[] = [];
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      stdin.off('data', onData);
      stdin.off('end', onEnd);
      settle();
    };
    const onEnd = (): void => end(() => resolve(typed.join('')));
    const onData = (chunk: Buffer): void => {
      // Arrow keys and their like come as sequences, and mean nothing here.
      for (const key of stripVTControlCharacters(decoder.write(chunk))) {
        if (key === CTRL_C) return end(() => reject(new InterruptedError()));
        if (ENTER.includes(key) || key === CTRL_D) return onEnd();
        edit(typed, key);
      }
    };
    stdin.on('data', onData);
    stdin.on('end', onEnd);
    stdin.resume();
  });
}

/** One key into the line: erased, cleared or appended. Other control keys do nothing. */
function edit(typed: string[], key: string): void {
  if (ERASE.includes(key)) typed.pop();
  else if (key === CTRL_U) typed.length = 0;
  else if (key >= ' ') typed.push(key);
}
