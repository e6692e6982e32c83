import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { trustsEveryProxy } from './trust-proxy.js';

/** Express keeps its setting as one compiled function. */
const express = (trusts: unknown) => ({
  getType: () => 'express',
  getInstance: () => ({ get: (setting: string) => (setting === 'trust proxy fn' ? trusts : undefined) }),
});

type Hook = (
  request: { ip: string; raw: IncomingMessage },
  reply: { raw: ServerResponse; hijack(): void },
) => Promise<void>;

/** The little of Fastify that matters here: hooks run with the address its setting makes out. */
function fastify(addressOf: (claims: string[], peer: string) => string) {
  const hooks: Hook[] = [];
  return {
    getType: () => 'fastify',
    getInstance: () => ({
      addHook: (_: string, hook: Hook) => void hooks.push(hook),
      ready: async () => undefined,
      routing: (raw: IncomingMessage, response: ServerResponse) => {
        const claims = String(raw.headers['x-forwarded-for']).split(', ');
        const ip = addressOf(claims, raw.socket.remoteAddress ?? '');
        const reply = { raw: response, hijack: () => undefined };
        for (const hook of hooks) void hook({ ip, raw }, reply);
      },
    }),
  };
}

describe('trustsEveryProxy', () => {
  it('knows an Express that believes every hop', async () => {
    expect(await trustsEveryProxy(express(() => true))).toBe(true);
  });

  it.each([
    ['no proxy', () => false],
    ['one hop', (_: string, hop: number) => hop < 1],
    ['its own network', (address: string) => address.startsWith('10.')],
    ['nothing it tells of', undefined],
  ])('lets pass an Express that trusts %s', async (_, trusts) => {
    expect(await trustsEveryProxy(express(trusts))).toBe(false);
  });

  it('knows a Fastify that believes the left end of X-Forwarded-For', async () => {
    expect(await trustsEveryProxy(fastify(([left = '']) => left))).toBe(true);
  });

  it.each<[string, (claims: string[], peer: string) => string]>([
    ['its peer', (_, peer) => peer],
    ['one hop', (claims) => claims.at(-1) ?? ''],
  ])('lets pass a Fastify that believes only %s', async (_, addressOf) => {
    expect(await trustsEveryProxy(fastify(addressOf))).toBe(false);
  });

  it('says nothing of an adapter it does not know', async () => {
    expect(await trustsEveryProxy({ getType: () => 'koa', getInstance: () => null })).toBe(false);
  });
});
