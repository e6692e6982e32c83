import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startChild, type ChildServer } from './child-server.js';
import type { BenchStorage } from './mpesa-options.js';
import { putLoad, type LoadResult } from './load.js';
import { median, percentile, rounded } from './statistics.js';
import { stkRequests } from './stk-requests.js';

export interface DoorFigures {
  /** Durable callbacks per second, medians of the rounds. */
  readonly ours: number;
  readonly rawInsert: number;
  readonly nestUsual: number;
  /** The hand-written server once more, with a database connection for every connection of its clients. */
  readonly rawInsertWide: number;
  readonly ratioToRaw: number;
  readonly ratioToNest: number;
  /** One connection, one callback at a time, ms from the request to the answer. */
  readonly alone: Readonly<Record<Contestant, { readonly p50: number; readonly p99: number }>>;
  /** 64 connections, ms. */
  readonly crowded: Readonly<Record<Contestant, { readonly p50: number; readonly p99: number }>>;
  readonly rounds: Readonly<Record<Contestant, readonly number[]>>;
}

export const CONTESTANTS = ['ours', 'rawInsert', 'rawInsertWide', 'nestUsual'] as const;
export type Contestant = (typeof CONTESTANTS)[number];

export interface DoorPlan {
  readonly rounds: number;
  readonly secondsPerRound: number;
  readonly lonelyPerRound: number;
}

interface Running {
  readonly name: Contestant;
  readonly database: TestDatabase;
  readonly table: string;
  readonly server: ChildServer;
  readonly rates: number[];
  readonly latencies: number[];
  readonly lonely: number[];
  stored: number;
}

const CONNECTIONS = 64;
/** The default of mysql2, of TypeORM, and of the module. */
const USUAL_POOL = 10;
const WARM_UP_SECONDS = 2;
/** More than any of them can take in a second on two cores. */
const MOST_PER_SECOND = 30_000;

/** The real door beside what one would write instead, in turns, so that a slow minute of the machine meets all of them. */
export async function measureDoor(plan: DoorPlan): Promise<DoorFigures> {
  const running: Running[] = [];
  try {
    for (const name of CONTESTANTS) running.push(await start(name));
    for (const one of running) await load(one, CONNECTIONS, WARM_UP_SECONDS);
    for (let round = 0; round < plan.rounds; round++) {
      for (const one of running) {
        const result = await load(one, CONNECTIONS, plan.secondsPerRound);
        one.rates.push(result.latenciesMs.length / result.seconds);
        // Not `push(...)`: more arguments than a call may have.
        for (const ms of result.latenciesMs) one.latencies.push(ms);
      }
    }
    for (let round = 0; round < plan.rounds; round++) {
      for (const one of running) one.lonely.push(...(await loadAlone(one, plan.lonelyPerRound)).latenciesMs);
    }
    for (const one of running) await verify(one);
    return figuresOf(running);
  } finally {
    for (const { server, database } of running) {
      await server.stop();
      await database.drop();
    }
  }
}

async function start(name: Contestant): Promise<Running> {
  const database = await createTestDatabase('mariadb');
  const { storage } = database;
  const url = 'url' in storage ? storage.url : '';
  const server = await startServer(name, storage, url);
  const table = name === 'ours' ? 'mpesa_callback' : 'callback';
  return { name, database, table, server, rates: [], latencies: [], lonely: [], stored: 0 };
}

function startServer(name: Contestant, storage: BenchStorage, url: string): Promise<ChildServer> {
  switch (name) {
    case 'ours':
      return startChild('./servers/mpesa-door.ts', { storage, processing: false });
    case 'rawInsert':
      return startChild('./servers/raw-insert.ts', { url, connections: USUAL_POOL });
    case 'rawInsertWide':
      return startChild('./servers/raw-insert.ts', { url, connections: CONNECTIONS });
    case 'nestUsual':
      return startChild('./servers/nest-usual.ts', { url });
  }
}

async function load(one: Running, connections: number, seconds: number): Promise<LoadResult> {
  const requests = stkRequests(MOST_PER_SECOND * seconds);
  return count(one, await putLoad({ port: one.server.port, connections, requests, seconds }));
}

async function loadAlone(one: Running, callbacks: number): Promise<LoadResult> {
  const requests = stkRequests(callbacks);
  return count(one, await putLoad({ port: one.server.port, connections: 1, requests, seconds: 60 }));
}

/** Only answers 200 are figures: anything else means that something else was measured. */
function count(one: Running, result: LoadResult): LoadResult {
  const accepted = result.statuses.get(200) ?? 0;
  if (accepted !== result.latenciesMs.length || accepted === 0) {
    throw new Error(`${one.name} answered ${JSON.stringify([...result.statuses])}`);
  }
  one.stored += accepted;
  return result;
}

/** Every 200 must be a row. */
async function verify({ name, database, table, stored }: Running): Promise<void> {
  const [row] = (await database.query(`SELECT COUNT(*) AS found FROM ${table}`)) as { found: number }[];
  if (Number(row?.found) !== stored) {
    throw new Error(`${name} answered 200 to ${stored} callbacks and stored ${String(row?.found)}`);
  }
}

function figuresOf(running: readonly Running[]): DoorFigures {
  const each = <T>(figure: (one: Running) => T): Record<Contestant, T> =>
    Object.fromEntries(running.map((one) => [one.name, figure(one)])) as Record<Contestant, T>;
  const spread = (values: readonly number[]): { p50: number; p99: number } => ({
    p50: rounded(percentile(values, 0.5), 2),
    p99: rounded(percentile(values, 0.99), 2),
  });
  const rates = each(({ rates: all }) => rounded(median(all)));
  return {
    ...rates,
    ratioToRaw: rounded(rates.ours / rates.rawInsert, 2),
    ratioToNest: rounded(rates.ours / rates.nestUsual, 2),
    alone: each(({ lonely }) => spread(lonely)),
    crowded: each(({ latencies }) => spread(latencies)),
    rounds: each(({ rates: all }) => all.map((rate) => rounded(rate))),
  };
}
