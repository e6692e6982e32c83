import { Injectable, type Type } from '@nestjs/common';
import type { Simulator } from 'daraja-simulator';
import {
  MpesaAccountSource,
  type AccountSource,
  type NamedAccountOptions,
  type SourceAccountOptions,
} from 'nestjs-mpesa';
import { PASSKEY, testApp, testSimulator } from '../../support/test-app.js';
import type { TestDatabaseKind } from '../../support/database.js';

/** The rows of a host's table of tenants, as a test changes them, and how often they were asked for. */
export interface Tenants {
  readonly rows: Map<string, SourceAccountOptions>;
  readonly asked: string[];
  /** Every look-up fails with it while it is set. */
  failure: Error | null;
  readonly source: Type<AccountSource>;
}

export function tenants(rows: Readonly<Record<string, unknown>>, over: Partial<AccountSource> = {}): Tenants {
  const table: Tenants['rows'] = new Map(Object.entries(rows as Record<string, SourceAccountOptions>));
  const asked: string[] = [];
  const state = { rows: table, asked, failure: null as Error | null };

  @MpesaAccountSource()
  @Injectable()
  class TenantTable implements AccountSource {
    readonly confirm = over.confirm;
    readonly cacheMs = over.cacheMs;

    find(name: string): Promise<SourceAccountOptions | null> {
      asked.push(name);
      if (state.failure !== null) return Promise.reject(state.failure);
      return Promise.resolve(table.get(name) ?? null);
    }

    async findByShortcode(number: string): Promise<NamedAccountOptions[]> {
      asked.push(number);
      if (state.failure !== null) throw state.failure;
      return [...table]
        .map(([name, options]) => ({ ...options, name }))
        .filter(({ shortcode, till }) => shortcode === number || till === number);
    }
  }
  return Object.assign(state, { source: TenantTable });
}

/** Two pay bills of one Daraja app, and a till of another. */
export const PEARL = {
  shortcode: '600111',
  passkey: PASSKEY,
  consumerKey: 'agency-key',
  consumerSecret: 'agency-secret',
};
export const RUBY = { ...PEARL, shortcode: '600222' };
export const KIOSK = {
  type: 'till',
  shortcode: '300583',
  till: '300584',
  passkey: PASSKEY,
  consumerKey: 'sandbox-key',
  consumerSecret: 'sandbox-secret',
} as const;

/** A Safaricom that knows them all. */
export function agencySimulator(): Promise<Simulator> {
  return testSimulator({
    seed: {
      apps: [
        { consumerKey: 'sandbox-key', consumerSecret: 'sandbox-secret' },
        { consumerKey: 'agency-key', consumerSecret: 'agency-secret' },
      ],
      shortcodes: [
        { number: PEARL.shortcode, type: 'paybill', passkey: PASSKEY },
        { number: RUBY.shortcode, type: 'paybill', passkey: PASSKEY },
        { number: '174379', type: 'paybill', passkey: PASSKEY },
        { number: '300583', type: 'till', till: '300584', passkey: PASSKEY },
      ],
    },
  });
}

/** A host whose accounts all come from its own table. */
export async function agency(kind: TestDatabaseKind, table: Tenants) {
  const sim = await agencySimulator();
  return testApp()
    .on(kind)
    .withSimulator(sim)
    .options({ accounts: {}, shortcode: undefined, passkey: undefined })
    .providers([table.source]);
}
