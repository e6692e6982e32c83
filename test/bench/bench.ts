import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createTestDatabase, type TestDatabaseKind } from '../support/database.js';
import { measureDurableWrite } from './durable-write.js';
import { measureBusyDoor } from './busy-door.js';
import { measureDoor, type DoorPlan } from './door.js';
import { measureChecks } from './reconciliation.js';
import { cpuName, report, type BenchFigures } from './report.js';
import { measureRiver } from './river.js';
import { rounded } from './statistics.js';

interface Plan {
  readonly door: DoorPlan;
  readonly busySeconds: number;
  readonly payments: Readonly<Record<TestDatabaseKind, number>>;
}

const FULL: Plan = {
  door: { rounds: 5, secondsPerRound: 3, lonelyPerRound: 500 },
  busySeconds: 6,
  payments: { sqlite: 5_000, mariadb: 10_000 },
};

const QUICK: Plan = {
  door: { rounds: 3, secondsPerRound: 1, lonelyPerRound: 200 },
  busySeconds: 2,
  payments: { sqlite: 1_000, mariadb: 2_000 },
};

/** npm run bench [-- --quick] [-- --json FILE] */
const { values } = parseArgs({ options: { json: { type: 'string' }, quick: { type: 'boolean' } } });
const figures = await measure(values.quick ? QUICK : FULL);
console.log(`\n${report(figures)}\n`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);

async function measure(plan: Plan): Promise<BenchFigures> {
  const machine = await describeMachine();
  console.log('The door, in turns with what one would write instead ...');
  const door = await measureDoor(plan.door);
  console.log('The door while its callbacks are processed ...');
  const busyDoor = await measureBusyDoor(plan.busySeconds);
  console.log('Recorder and outbox ...');
  const river = await onBoth((kind) => measureRiver(kind, plan.payments[kind]));
  console.log('Reconciliation ...');
  const reconciliation = await onBoth(async (kind) => ({
    alone: await measureChecks(kind, 0),
    among100k: await measureChecks(kind, 100_000),
  }));
  return { machine, door, busyDoor, river, reconciliation };
}

async function onBoth<T>(work: (kind: TestDatabaseKind) => Promise<T>): Promise<Record<TestDatabaseKind, T>> {
  return { sqlite: await work('sqlite'), mariadb: await work('mariadb') };
}

async function describeMachine(): Promise<BenchFigures['machine']> {
  const loadBefore = rounded(loadavg()[0] ?? 0, 2);
  const database = await createTestDatabase('mariadb');
  const [row] = (await database.query('SELECT VERSION() AS version')) as { version: string }[];
  await database.drop();
  return {
    cores: cpus().length,
    cpu: cpuName(),
    node: process.versions.node,
    database: row?.version ?? 'unknown',
    durableWriteMs: measureDurableWrite(),
    loadBefore,
  };
}
