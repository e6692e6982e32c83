import { MpesaError } from 'nestjs-mpesa';
import { existsSync } from 'node:fs';
import { createShop } from './create-shop.js';
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
}

main().catch((error: unknown) => {
  // These errors say in words what to change; a stack would only hide it.
  const isInWords = error instanceof MpesaError || error instanceof SettingError;
  console.error(isInWords ? error.message : error);
  process.exit(1);
});
