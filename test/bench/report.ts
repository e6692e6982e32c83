import { cpus } from 'node:os';
import type { BusyDoorFigures } from './busy-door.js';
import { CONTESTANTS, type Contestant, type DoorFigures } from './door.js';
import type { RiverFigures } from './river.js';
import { figure, table } from './table.js';

/** Everything of one run, as `--json` writes it. */
export interface BenchFigures {
  readonly machine: {
    readonly cores: number;
    readonly cpu: string;
    readonly node: string;
    readonly database: string;
    /** What it takes to write one page and have the disk confirm it, median, ms: the least a commit can take. */
    readonly durableWriteMs: number;
    /** How much else the machine had to do when the run began: load average of the last minute. */
    readonly loadBefore: number;
  };
  readonly door: DoorFigures;
  readonly busyDoor: BusyDoorFigures;
  readonly river: Readonly<Record<'sqlite' | 'mariadb', RiverFigures>>;
  /** ms for 100 due checks. */
  readonly reconciliation: Readonly<
    Record<'sqlite' | 'mariadb', { readonly alone: number; readonly among100k: number }>
  >;
}

const NAMES: Readonly<Record<Contestant, string>> = {
  ours: 'nestjs-mpesa on Fastify',
  rawInsert: 'node:http + mysql2, pool of 10',
  rawInsertWide: 'node:http + mysql2, pool of 64',
  nestUsual: 'Nest on Express, TypeORM save each',
};

/** The tables of docs/performance.md. */
export function report({ machine, door, busyDoor, river, reconciliation }: BenchFigures): string {
  const ms = (value: number): string => figure(value, 2);
  return [
    `${machine.cores} cores (${machine.cpu}), Node ${machine.node}, ${machine.database}`,
    `A durable write takes ${machine.durableWriteMs} ms; load average before the run ${machine.loadBefore}`,
    table([
      ['64 connections', 'stored/s', 'p50 ms', 'p99 ms', 'rounds'],
      ...CONTESTANTS.map((name) => [
        NAMES[name],
        figure(door[name]),
        ms(door.crowded[name].p50),
        ms(door.crowded[name].p99),
        door.rounds[name].map((rate) => figure(rate)).join(' '),
      ]),
    ]),
    `${figure(door.ratioToRaw, 2)} x the hand-written server, ${figure(door.ratioToNest, 2)} x the usual controller`,
    table([
      ['one callback at a time', 'p50 ms', 'p99 ms'],
      ...CONTESTANTS.map((name) => [NAMES[name], ms(door.alone[name].p50), ms(door.alone[name].p99)]),
    ]),
    table([
      ['door and inbox in one process', 'per second'],
      ['callbacks stored and answered', figure(busyDoor.accepted)],
      ['payments settled meanwhile', figure(busyDoor.settled)],
    ]),
    table([
      ['background work, per second', 'SQLite', 'MariaDB'],
      ['callbacks to settled payments', ...both(river, ({ paymentsPerSecond }) => figure(paymentsPerSecond))],
      ['events to a handler', ...both(river, ({ deliveriesPerSecond }) => figure(deliveriesPerSecond))],
    ]),
    table([
      ['100 due checks, ms', 'SQLite', 'MariaDB'],
      ['among 0 other payments', ...both(reconciliation, ({ alone }) => figure(alone, 1))],
      ['among 100,000', ...both(reconciliation, ({ among100k }) => figure(among100k, 1))],
    ]),
  ].join('\n\n');
}

export function cpuName(): string {
  return cpus()[0]?.model.trim() ?? 'unknown';
}

function both<T>(figures: Readonly<Record<'sqlite' | 'mariadb', T>>, show: (one: T) => string): string[] {
  return [show(figures.sqlite), show(figures.mariadb)];
}
