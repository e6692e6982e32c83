import { describe, expect, it } from '@jest/globals';
import { PassThrough, Readable } from 'node:stream';
import { readSecret } from './hidden-prompt.js';
import { InterruptedError } from './interrupted.error.js';
import type { TerminalInput } from './terminal.js';
import { UsageError } from './usage.error.js';

/** A person at a keyboard: keys go in, and what the terminal shows and how it was set can be read. */
function keyboard() {
  const modes: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean) => modes.push(raw),
  }) satisfies TerminalInput;
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const secret = readSecret({ stdin, stdout, stderr }, 'Password: ');
  const shown = () => `${String(stdout.read() ?? '')}${String(stderr.read() ?? '')}`;
  return { stdin, secret, modes, shown };
}

function piped(...chunks: (string | Buffer)[]): Promise<string> {
  const stdin: TerminalInput = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  return readSecret({ stdin, stdout: new PassThrough(), stderr: new PassThrough() }, 'Password: ');
}

describe('a secret that is typed', () => {
  it('ends with Enter, in raw mode all the while, and is shown nowhere', async () => {
    const { stdin, secret, modes, shown } = keyboard();
    expect(modes).toEqual([true]);
    for (const key of 'Safaricom999!*!') stdin.write(key);
    stdin.write('\r');
    expect(await secret).toBe('Safaricom999!*!');
    expect(modes).toEqual([true, false]);
    expect(shown()).toBe('Password: \n');
    expect(stdin.isPaused()).toBe(true);
  });

  it.each([
    ['Backspace takes the last character away', 'abx\u007Fc\r', 'abc'],
    ['Ctrl-U begins again', 'wrong\u0015right\r', 'right'],
    ['Ctrl-D ends it like Enter', 'abc\u0004', 'abc'],
    ['arrow keys and other control keys do nothing', 'a\u001B[Db\u001B[3~\tc\r', 'abc'],
    ['what is pasted behind the end is not part of it', 'abc\rsecond line\r', 'abc'],
    ['blanks are part of it', ' a b \r', ' a b '],
  ])('%s', async (_, keys, expected) => {
    const { stdin, secret } = keyboard();
    stdin.write(keys);
    expect(await secret).toBe(expected);
  });

  it('keeps a character whose bytes arrive one by one', async () => {
    const { stdin, secret } = keyboard();
    for (const byte of Buffer.from('pä\r')) stdin.write(Buffer.from([byte]));
    expect(await secret).toBe('pä');
  });

  it('is given up with Ctrl-C, and the terminal is as it was', async () => {
    const { stdin, secret, modes } = keyboard();
    stdin.write('half\u0003');
    await expect(secret).rejects.toBeInstanceOf(InterruptedError);
    expect(modes).toEqual([true, false]);
  });
});

describe('a secret that is piped in', () => {
  it.each([
    ['as it is', ['abc'], 'abc'],
    ['without the end of its line', ['abc\n'], 'abc'],
    ['without the end of a line from Windows', ['abc\r\n'], 'abc'],
    ['with its blanks, which a rule refuses later', [' abc \n'], ' abc '],
    ['whole, from several chunks', ['ab', 'c\n'], 'abc'],
  ])('is read %s', async (_, chunks, expected) => {
    expect(await piped(...chunks)).toBe(expected);
  });

  it('is refused when it has more than one line', async () => {
    await expect(piped('abc\ndef\n')).rejects.toThrow(UsageError);
  });
});
