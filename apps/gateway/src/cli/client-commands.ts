import type { INestApplicationContext } from '@nestjs/common';
import { ClientsService } from '../clients/clients.service.js';
import { EndpointRegistrations, type NewEndpoint } from '../endpoints/endpoint-registrations.js';
import { PrefixNews } from '../endpoints/prefix-news.js';
import { OwnedShortcodes } from '../routing/owned-shortcodes.js';
import { Prefixes } from '../routing/prefixes.js';

export const USAGE = `npm run gateway:client -- create --name NAME [--prefix FT …] [--allow-overlap] [--shortcode NUMBER]
                                 [--callback URL] [--callback-format v1|vitumob] [--scope SCOPE …] [--account NAME]
npm run gateway:client -- list
npm run gateway:client -- rotate-secret --id ID
npm run gateway:client -- revoke --id ID`;

export interface ClientOptions {
  readonly name?: string;
  readonly id?: string;
  readonly account?: string;
  readonly scope?: readonly string[];
  readonly prefix?: readonly string[];
  readonly 'allow-overlap'?: boolean;
  readonly shortcode?: string;
  readonly callback?: string;
  readonly 'callback-format'?: string;
}

/** @returns what to print, line by line @throws Error with the usage, or what the services throw */
export async function runClientCommand(
  context: INestApplicationContext,
  command: string | undefined,
  options: ClientOptions,
): Promise<string[]> {
  const clients = context.get(ClientsService);
  const { id, name } = options;
  if (command === 'create' && name !== undefined) return create(context, { ...options, name });
  if (command === 'list') return list(clients);
  if (command === 'rotate-secret' && id !== undefined) {
    return [`client secret   ${(await clients.rotateSecret(id)).secret}   (shown this once)`];
  }
  if (command === 'revoke' && id !== undefined) {
    await clients.revoke(id);
    return [`${id} is revoked`];
  }
  throw new Error(USAGE);
}

async function create(
  context: INestApplicationContext,
  options: ClientOptions & { name: string },
): Promise<string[]> {
  const { name, account, scope: scopes, shortcode, callback } = options;
  const { client, secret } = await context.get(ClientsService).create({ name, account, scopes });
  const lines = [`client id       ${client.id}`, `client secret   ${secret}   (shown this once)`];
  // What the client has so far is told even when a later step is refused.
  try {
    for (const given of options.prefix ?? []) {
      const together = context.get(PrefixNews).tell;
      const asked = { clientId: client.id, prefix: given, allowOverlap: options['allow-overlap'], together };
      lines.push(`prefix          ${(await context.get(Prefixes).register(asked)).prefix}`);
    }
    if (shortcode !== undefined) {
      await context.get(OwnedShortcodes).give(client.id, shortcode);
      lines.push(`shortcode       ${shortcode}`);
    }
    if (callback !== undefined) {
      const endpoint = { url: callback, format: options['callback-format'] ?? 'v1' };
      lines.push(...(await registerCallback(context, client.id, endpoint)));
    }
    return lines;
  } catch (error) {
    throw new Error(`${lines.join('\n')}\n${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function registerCallback(
  context: INestApplicationContext,
  clientId: string,
  asked: NewEndpoint,
): Promise<string[]> {
  const { endpoint, secret } = await context.get(EndpointRegistrations).register(clientId, asked);
  return [`callback        ${endpoint.url}`, `signing secret  ${secret}   (shown this once)`];
}

async function list(clients: ClientsService): Promise<string[]> {
  const all = await clients.list();
  return all.map(({ id, name, scopes, revokedAt }) => {
    return [id, revokedAt === null ? 'active ' : 'revoked', name, scopes.join(' ')].join('  ');
  });
}
