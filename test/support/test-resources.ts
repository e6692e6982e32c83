import { afterEach } from '@jest/globals';
import { startSimulator, type Simulator, type SimulatorOptions } from 'daraja-simulator';
import { createTestDatabase, type TestDatabase, type TestDatabaseKind } from './database.js';
import { createMigratedDatabase } from './migrated-database.js';

type Closer = () => Promise<unknown>;

const apps: Closer[] = [];
const simulators: Closer[] = [];
const databases: Closer[] = [];

/** Ends apps before the simulators they talk to and the databases they write to. Runs after every test by itself. */
export async function closeTestApps(): Promise<void> {
  for (const closers of [apps, simulators, databases]) {
    await Promise.all(closers.splice(0).map((close) => close()));
  }
}

afterEach(closeTestApps);

/** Has something closed after the test that talks to simulators or databases, before those are. */
export function closeAfterTest(close: Closer): void {
  apps.push(close);
}

/** A simulator that is closed after the test. */
export async function testSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const sim = await startSimulator(options);
  simulators.push(() => sim.close());
  return sim;
}

/** An empty database that is dropped after the test. */
export async function testDatabase(kind: TestDatabaseKind): Promise<TestDatabase> {
  return droppedAfterTest(await createTestDatabase(kind));
}

/** One that has the module's tables, dropped after the test. */
export async function migratedDatabase(kind: TestDatabaseKind): Promise<TestDatabase> {
  return droppedAfterTest(await createMigratedDatabase(kind));
}

function droppedAfterTest(database: TestDatabase): TestDatabase {
  databases.push(() => database.drop());
  return database;
}
