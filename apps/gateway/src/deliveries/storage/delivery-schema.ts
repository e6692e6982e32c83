import { Deliveries1795305660000 } from './1795305660000-deliveries.js';
import { GatewayDeliveryAttemptEntity } from './delivery-attempt.entity.js';
import { GatewayDeliveryEntity } from './delivery.entity.js';
import { GatewayEndpointEntity } from './endpoint.entity.js';
import { GatewayQueueEntity } from './queue.entity.js';
import { GatewaySigningSecretEntity } from './signing-secret.entity.js';

/** For the `entities` of the gateway's DataSource. */
export const deliveryEntities = [
  GatewayDeliveryEntity,
  GatewayDeliveryAttemptEntity,
  GatewayEndpointEntity,
  GatewayQueueEntity,
  GatewaySigningSecretEntity,
];

/** For the `migrations` of the gateway's DataSource, oldest first. */
export const deliveryMigrations = [Deliveries1795305660000];
