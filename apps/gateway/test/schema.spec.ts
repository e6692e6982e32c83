/** The gateway's own tables: what the migrations build is what the entities describe, on every database, however many build it. */
import { describe, expect, it } from '@jest/globals';
import { migrate, plainErrors } from 'typeorm-durable';
import { testDatabases } from '../../../test/support/database.js';
import { closeAfterTest, testDatabase } from '../../../test/support/test-resources.js';
import { schemaOf, type GatewayDatabase } from '../src/storage/gateway-database.js';
import { GATEWAY_TABLES } from '../src/schema/gateway-tables.js';
import { openGatewayDatabase } from '../src/schema/open-gateway-database.js';

describe.each(testDatabases())('the gateway’s tables on %s', (kind) => {
  async function open(storage: Parameters<typeof openGatewayDatabase>[0]): Promise<GatewayDatabase> {
    const gateway = await openGatewayDatabase(storage);
    closeAfterTest(() => gateway.close());
    return gateway;
  }
  const differences = async ({ dataSource: source }: GatewayDatabase): Promise<string[]> =>
    (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);

  it('are what the entities describe', async () => {
    expect(await differences(await open((await testDatabase(kind)).storage))).toEqual([]);
  });

  it('go down, one migration after the other, and up again', async () => {
    const gateway = await open((await testDatabase(kind)).storage);
    for (let step = 0; step < GATEWAY_TABLES.migrations.length; step += 1) {
      await gateway.dataSource.undoLastMigration();
    }
    const missing = (await differences(gateway)).filter((sql) => sql.startsWith('CREATE TABLE'));
    expect(missing).toHaveLength(GATEWAY_TABLES.entities.length);
    await migrate(gateway.dataSource, { schema: schemaOf(GATEWAY_TABLES), mode: 'run', errors: plainErrors });
    expect(await differences(gateway)).toEqual([]);
  });

  it('are built once when several processes start at the same moment', async () => {
    const database = await testDatabase(kind);
    const [first] = await Promise.all([1, 2, 3].map(() => open(database.storage)));
    expect(await database.query('SELECT name FROM gateway_migrations')).toHaveLength(
      GATEWAY_TABLES.migrations.length,
    );
    expect(await database.query('SELECT name FROM gateway_lock')).toEqual([{ name: 'prefixes' }]);
    expect(await differences(first!)).toEqual([]);
  });

  it('are built to the end when the process before was killed over them', async () => {
    const database = await testDatabase(kind);
    const before = await open(database.storage);
    // SQLite takes back the whole of it; MySQL has committed all but the last word.
    if (kind === 'mariadb') await database.query('DELETE FROM gateway_migrations');
    await open(database.storage);
    expect(await database.query('SELECT name FROM gateway_lock')).toEqual([{ name: 'prefixes' }]);
    expect(await differences(before)).toEqual([]);
  });
});
