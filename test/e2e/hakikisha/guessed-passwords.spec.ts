/** Somebody tries thousands of passwords for Safaricom's sign-in, over sockets of their own. */
import { Agent, request } from 'node:http';
import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { OnMpesa, type BestEffortEventMap } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testApp, type HostAdapter, type TestApp } from '../../support/test-app.js';
import { basic, knowsJane, LOGIN, urlsOf } from './resolvers.js';

const GUESSES = 5_000;
const ATTACKER = '127.0.0.1';
const SAFARICOM = '127.0.0.2';

@Injectable()
class Watch {
  readonly held: BestEffortEventMap['sign-in.held'][] = [];

  @OnMpesa('sign-in.held')
  note(event: BestEffortEventMap['sign-in.held']): void {
    this.held.push(event);
  }
}

/** Signs in from one of the addresses of this machine. */
function signIn(
  shop: TestApp,
  password: string,
  from: { readonly agent: Agent; readonly localAddress: string },
) {
  const headers = { authorization: basic(LOGIN.username, password), 'content-length': 0 };
  return new Promise<number>((resolve, reject) => {
    const sent = request(urlsOf(shop).tokenUrl, { method: 'POST', headers, ...from }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject).end();
  });
}

describe.each<HostAdapter>(['express', 'fastify'])('passwords that are guessed, on %s', (adapter) => {
  it('are answered five times a minute, and keep nobody out who knows, from the same address neither', async () => {
    const clock = new ManualClock();
    const sourceAddresses = { mode: 'enforce', addresses: [ATTACKER, SAFARICOM] } as const;
    const start = testApp().adapter(adapter).clock(clock);
    start.options({ hakikisha: LOGIN, callbacks: { sourceAddresses } });
    const shop = await start.providers([knowsJane, Watch]).start();
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const attacker = { agent, localAddress: ATTACKER };
    try {
      const first = [];
      for (let guess = 0; guess < 5; guess += 1) first.push(await signIn(shop, `guess ${guess}`, attacker));
      expect(first).toEqual([401, 401, 401, 401, 401]);
      const others = Array.from({ length: GUESSES - 5 }, (_, guess) =>
        signIn(shop, `guess ${guess + 5}`, attacker),
      );
      expect(new Set(await Promise.all(others))).toEqual(new Set([429]));
      // Behind a proxy that nobody has named, whoever guesses and Safaricom are one address.
      expect(await signIn(shop, LOGIN.password, attacker)).toBe(200);
      expect(await signIn(shop, 'one more guess', attacker)).toBe(429);
      const other = new Agent();
      expect(await signIn(shop, LOGIN.password, { agent: other, localAddress: SAFARICOM })).toBe(200);
      expect(shop.app.get(Watch).held).toEqual([
        {
          type: 'sign-in.held',
          sourceAddress: expect.stringContaining(ATTACKER),
          heldUntil: clock.now() + 60_000,
        },
      ]);
      const lines = shop.log.of('warn').filter((line) => line.includes('sign-in'));
      expect(lines).toEqual([expect.stringContaining('1 sign-in for account names was refused (401: 1)')]);
      clock.advance(60_000);
      expect(await signIn(shop, 'a guess of the next minute', attacker)).toBe(401);
      // An address that is not on the list is told of the right one what it is told of a wrong one.
      const stranger = { agent, localAddress: '127.0.0.3' };
      const tries = [];
      for (let same = 0; same < 7; same += 1) tries.push(await signIn(shop, LOGIN.password, stranger));
      expect(tries).toEqual([401, 401, 401, 401, 401, 429, 429]);
    } finally {
      agent.destroy();
    }
  });
});
