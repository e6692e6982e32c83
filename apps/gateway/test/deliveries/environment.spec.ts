/**
 * What the environment of the process says about proxies and certificates changes nothing. Asked in a process of its own: Node
 * reads its environment where Jest cannot reach.
 */
import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownCertificate } from '../../../../test/third-party/own-certificate.js';
import { bundled } from '../../../../test/support/bundled.js';
import type { Outcome } from '../../src/deliveries/sending/sender.js';
import { bareEnvironment } from '../../../../test/support/bare-environment.js';
import { Receiver } from './support/receiver.js';

const run = promisify(execFile);

async function sendWith(env: Readonly<Record<string, string>>, url: string): Promise<Outcome> {
  const script = join(import.meta.dirname, 'support/send-once.ts');
  const { stdout } = await run(process.execPath, [await bundled(script), url], {
    env: { ...bareEnvironment(), ...env },
    timeout: 30_000,
  });
  return JSON.parse(stdout) as Outcome;
}

describe('the environment', () => {
  it('may name proxies, and messages go past them', async () => {
    const [receiver, proxy] = [await Receiver.start(), await Receiver.start()];
    const there = `http://127.0.0.1:${proxy.port}`;
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
    const env = { ...Object.fromEntries(names.map((name) => [name, there])), NODE_USE_ENV_PROXY: '1' };
    expect(await sendWith(env, receiver.url)).toMatchObject({ status: 200, error: null });
    expect(proxy.connections).toBe(0);
  });

  it('may say that no certificate needs to be good, and a bad one is refused all the same', async () => {
    const receiver = await Receiver.start(ownCertificate());
    const outcome = await sendWith({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, receiver.url);
    expect(outcome).toMatchObject({ status: null, error: expect.stringMatching(/self.signed/i) });
    expect(receiver.received).toEqual([]);
  });
});
