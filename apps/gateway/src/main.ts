import { MpesaError } from 'nestjs-mpesa';
import { existsSync } from 'node:fs';
import { AppModule } from './app.module.js';
import { createGateway } from './create-gateway.js';
import { readSettings } from './setup/gateway-settings.js';
import { SettingError } from './setup/setting.error.js';
import { withSimulatedOperator } from './setup/simulated-operator.js';

async function main(): Promise<void> {
  // What the shell says wins over the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = await withSimulatedOperator(readSettings());
  const app = await createGateway(AppModule.with(settings), settings);
  await app.listen(settings.port, settings.host);
  console.log(
    `The gateway is open: http://${settings.host}:${settings.port}/docs  (M-Pesa: ${settings.environment})`,
  );
}

main().catch((error: unknown) => {
  // These errors say in words what to change; a stack would only hide it.
  const isInWords = error instanceof MpesaError || error instanceof SettingError;
  console.error(isInWords ? error.message : error);
  process.exit(1);
});
