import { freePort } from '../../../../test/support/free-port.js';
import { closeAfterTest } from '../../../../test/support/test-resources.js';
import { createGateway } from '../../src/create-gateway.js';
import { GatewayModule } from '../../src/gateway.module.js';
import { Http } from './http.js';
import type { TestGateway } from './test-gateway.js';

/** Another gateway on the same tables, as a second process is. It ends after the test. */
export async function secondGateway({ settings }: TestGateway): Promise<Http> {
  const app = await createGateway(GatewayModule.with(settings), { ...settings, logger: ['error', 'fatal'] });
  const port = await freePort();
  await app.listen(port, '127.0.0.1');
  closeAfterTest(() => app.close());
  return new Http(`http://127.0.0.1:${port}`);
}
