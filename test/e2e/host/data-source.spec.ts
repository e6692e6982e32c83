import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MpesaOptionsError } from 'nestjs-mpesa';
import { mpesaEntities } from 'nestjs-mpesa/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { testDatabases, type TestDatabase } from '../../support/database.js';
import { expectOneSuccess } from '../../support/money.js';
import { closeTestApps, testApp, testDatabase, type TestApp } from '../../support/test-app.js';

const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };
const onMariaDb = testDatabases().includes('mariadb') ? describe : describe.skip;

/** Nest closes the connections of a host that has started; those of one that has not are ours to close. */
const opened: DataSource[] = [];
afterEach(async () => {
  await closeTestApps();
  for (const dataSource of opened.splice(0)) if (dataSource.isInitialized) await dataSource.destroy();
});

/** A host whose own TypeORM connection the module is to share. */
function hostWith(
  database: TestDatabase,
  settings: Partial<TypeOrmModuleOptions>,
  name = 'default',
): Promise<TestApp> {
  const own = TypeOrmModule.forRootAsync({
    name,
    useFactory: () => ({ retryAttempts: 0, ...database.storage, ...settings }) as TypeOrmModuleOptions,
    dataSourceFactory: async (options) => {
      const dataSource = await new DataSource(options as DataSourceOptions).initialize();
      opened.push(dataSource);
      return dataSource;
    },
  });
  return testApp().on(database).imports([own]).structure({ dataSource: name }).start();
}

onMariaDb("the host's own DataSource on MariaDB", () => {
  it.each<[string, Partial<TypeOrmModuleOptions>]>([
    ['loads entities by itself', { autoLoadEntities: true }],
    ['lists ours', { entities: [...mpesaEntities] }],
  ])('is shared when it %s', async (_what, settings) => {
    const shop = await hostWith(await testDatabase('mariadb'), settings);
    await shop.stk.request(PUSH);
    await shop.sim.answer('254708374149', { action: 'pay' });
    await expectOneSuccess(shop);
    const payments = await shop.app
      .get(DataSource)
      .query<{ status: string }[]>('SELECT status FROM mpesa_payment');
    expect(payments).toEqual([{ status: 'succeeded' }]);
  });

  it('may have a name', async () => {
    const settings = { name: 'money', autoLoadEntities: true };
    const shop = await hostWith(await testDatabase('mariadb'), settings, 'money');
    await shop.stk.request(PUSH);
    await shop.sim.answer('254708374149', { action: 'pay' });
    await expectOneSuccess(shop);
  });

  it('is refused when it knows nothing of our entities, with both ways to tell it', async () => {
    const error = await hostWith(await testDatabase('mariadb'), { entities: [] }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(MpesaOptionsError);
    expect(String(error)).toMatch(/dataSource .*does not know .*PaymentEntity/);
    expect(String(error)).toMatch(/Fix: .*autoLoadEntities: true.*entities: \[\.\.\.mpesaEntities/);
  });

  it('stays open when only the module is closed, because it is not ours', async () => {
    const shop = await hostWith(await testDatabase('mariadb'), { autoLoadEntities: true });
    const dataSource = shop.app.get(DataSource);
    // The module's part of the shutdown comes before Nest takes the host's own connection down.
    const open: boolean[] = [];
    const destroy = dataSource.destroy.bind(dataSource);
    dataSource.destroy = () => (open.push(dataSource.isInitialized), destroy());
    await shop.close();
    expect(open).toEqual([true]);
  });
});

describe("the host's own DataSource on SQLite", () => {
  it('is refused with the reason, and with what to write instead', async () => {
    const error = await hostWith(await testDatabase('sqlite'), { autoLoadEntities: true }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(MpesaOptionsError);
    expect(String(error)).toMatch(/dataSource .*one connection.*lose committed payments/);
    expect(String(error)).toMatch(/Fix: leave dataSource out.*type: 'better-sqlite3'/);
  });
});
