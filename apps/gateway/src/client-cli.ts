import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { ClientsModule } from './clients/clients.module.js';
import { ClientsService } from './clients/clients.service.js';
import { readSettings, type GatewaySettings } from './setup/gateway-settings.js';
import { SettingsModule } from './setup/settings.module.js';
import { DatabaseModule } from './storage/database.module.js';

const USAGE = `npm run gateway:client -- create --name NAME [--scope SCOPE …] [--account NAME]
npm run gateway:client -- list
npm run gateway:client -- rotate-secret --id ID
npm run gateway:client -- revoke --id ID`;

@Module({})
class ClientCliModule {}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      id: { type: 'string' },
      account: { type: 'string' },
      scope: { type: 'string', multiple: true },
    },
  });
  const app = await openClients(readSettings());
  try {
    await command(app.get(ClientsService), positionals[0], values);
  } finally {
    await app.close();
  }
}

function openClients(settings: GatewaySettings) {
  const module = {
    module: ClientCliModule,
    imports: [SettingsModule.with(settings), DatabaseModule, ClientsModule],
  };
  return NestFactory.createApplicationContext(module, { logger: ['error', 'fatal'], abortOnError: false });
}

interface Values {
  readonly name?: string;
  readonly id?: string;
  readonly account?: string;
  readonly scope?: string[];
}

async function command(clients: ClientsService, name: string | undefined, values: Values): Promise<void> {
  if (name === 'create' && values.name !== undefined) {
    const made = await clients.create({ name: values.name, account: values.account, scopes: values.scope });
    say(`client id      ${made.client.id}`);
    say(`client secret  ${made.secret}   (shown this once)`);
  } else if (name === 'list') {
    for (const client of await clients.list()) {
      say(
        `${client.id}  ${client.revokedAt === null ? 'active ' : 'revoked'}  ${client.name}  ${client.scopes.join(' ')}`,
      );
    }
  } else if (name === 'rotate-secret' && values.id !== undefined) {
    say(`client secret  ${(await clients.rotateSecret(values.id)).secret}   (shown this once)`);
  } else if (name === 'revoke' && values.id !== undefined) {
    const { id } = await clients.revoke(values.id);
    say(`${id} is revoked`);
  } else {
    throw new Error(USAGE);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
