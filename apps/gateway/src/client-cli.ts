import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { ClientCliModule } from './cli/client-cli.module.js';
import { runClientCommand, USAGE } from './cli/client-commands.js';
import { readSettings } from './setup/gateway-settings.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      id: { type: 'string' },
      account: { type: 'string' },
      scope: { type: 'string', multiple: true },
      prefix: { type: 'string', multiple: true },
      'allow-overlap': { type: 'boolean' },
      shortcode: { type: 'string' },
      callback: { type: 'string' },
      'callback-format': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return say(USAGE);
  const context = await open();
  try {
    for (const line of await runClientCommand(context, positionals[0], values)) say(line);
  } finally {
    await context.close();
  }
}

function open(): Promise<INestApplicationContext> {
  const module = ClientCliModule.with(readSettings());
  return NestFactory.createApplicationContext(module, { logger: ['error', 'fatal'], abortOnError: false });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
