/** The command line as a whole: help, version, and what it does not understand. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretProblem } from '../../src/values/secret-strength.js';
import { runBin } from './bin.js';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
};

describe('nestjs-mpesa', () => {
  it('is the bin of the package, with a line that says what runs it', () => {
    expect(manifest.bin).toEqual({ 'nestjs-mpesa': './dist/cli/main.js' });
    const program = join(import.meta.dirname, '../..', manifest.bin['nestjs-mpesa'] ?? '');
    expect(readFileSync(program, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
  });

  it('tells its version, which is that of the package', async () => {
    expect(await runBin(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it.each([
    [['--help'], ['test-cases', 'credential', 'secret', '--version']],
    [
      ['secret', '--help'],
      ['MPESA_CALLBACK_SECRET', 'GATEWAY_SECRET'],
    ],
    [
      ['test-cases', '--help'],
      ['--env', '--out', '--callback-url', '--listen', '--only', 'MPESA_'],
    ],
    [
      ['credential', '-h'],
      ['--certificate', '--env', '--initiator', 'stdin'],
    ],
  ])('%j tells what there is, on stdout', async (args, words) => {
    const { code, stdout, stderr } = await runBin(args);
    expect([code, stderr]).toEqual([0, '']);
    for (const word of words) expect(stdout).toContain(word);
  });

  it.each([
    [['tes-cases'], "Unknown command 'tes-cases'; there are test-cases, credential, secret"],
    [['--loud'], "Unknown option '--loud'"],
    [['test-cases', '--env', 'simulator', '--loud'], "Unknown option '--loud'"],
    [['test-cases', '--env', 'simulator'], '--out FILE is missing'],
    [
      ['test-cases', '--env', 'production', '--out', 'x.csv'],
      '--env production: must be simulator or sandbox',
    ],
  ])('%j ends with 2 and a sentence that names it', async (args, sentence) => {
    const { code, stdout, stderr } = await runBin(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`nestjs-mpesa: ${sentence}`);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('prints a new secret each time, that the module takes', async () => {
    const printed = [await runBin(['secret']), await runBin(['secret'])];
    for (const { code, stdout, stderr } of printed) {
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^[0-9a-f]{64}\n$/);
      expect(secretProblem(stdout.trim())).toBeNull();
    }
    expect(printed[0]?.stdout).not.toBe(printed[1]?.stdout);
  });

  it('without a command ends with 2 and says what there is', async () => {
    const { code, stdout, stderr } = await runBin([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('test-cases');
  });
});
