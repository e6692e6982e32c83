import { MpesaError } from 'nestjs-mpesa';
import { existsSync } from 'node:fs';
import { createShop } from './create-shop.js';
import { ListKey } from './http/list-key.js';
import { SettingError } from './setup/setting.error.js';
import { readSettings } from './setup/shop-settings.js';

async function main(): Promise<void> {
  // What the shell says wins over the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = readSettings();
  const app = await createShop(settings);
  await app.listen(settings.port, settings.host);
  console.log(
    `The shop is open: http://${settings.host}:${settings.port}/  (M-Pesa: ${settings.environment})`,
  );
  const list = `http://127.0.0.1:${settings.port}/api/unassigned?key=${app.get(ListKey).value}`;
  // A key that was set is known to whoever set it, and logs are kept.
  if (settings.listKey === null) console.log(`Money that fits no order, from this machine only: ${list}`);
}

main().catch((error: unknown) => {
  // These errors say in words what to change; a stack would only hide it.
  const isInWords = error instanceof MpesaError || error instanceof SettingError;
  console.error(isInWords ? error.message : error);
  process.exit(1);
});
