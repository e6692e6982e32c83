import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../../support/free-port.js';
import { testDatabase } from '../../support/test-app.js';

type Outcome = { statuses: number[]; paidCents: number; errors: string[] };

const HOST = fileURLToPath(new URL('./throttled-host.mjs', import.meta.url));

/** Five payments, each with its callback, in a host that allows two requests a minute. */
async function fivePayments(adapter: 'express' | 'fastify', skip: boolean): Promise<Outcome> {
  const { storage } = await testDatabase('sqlite');
  const database = storage.type === 'better-sqlite3' ? storage.database : '';
  const told = JSON.stringify({ adapter, skip, database, port: await freePort() });
  const { stdout } = await promisify(execFile)(process.execPath, [HOST], {
    env: { ...process.env, THROTTLED_HOST: told },
  });
  return JSON.parse(stdout) as Outcome;
}

describe.each(['express', 'fastify'] as const)(
  "in a host on %s with Nest's global ThrottlerGuard",
  (adapter) => {
    it('callbacks get through as many as they are with SkipThrottle() on our routes', async () => {
      const { statuses, paidCents, errors } = await fivePayments(adapter, true);
      expect({ statuses, errors }).toEqual({ statuses: [200, 200, 200, 200, 200], errors: [] });
      expect(paidCents).toBe(5_000);
    });

    it('the module says at start what will happen without it, before it happens', async () => {
      const { statuses, errors } = await fivePayments(adapter, false);
      expect(statuses).toContain(429);
      expect(errors).toEqual([
        expect.stringMatching(/a throttler counts callbacks.*Fix: .*SkipThrottle\(\)/),
      ]);
    });
  },
);
