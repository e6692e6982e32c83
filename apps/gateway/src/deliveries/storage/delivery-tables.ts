import type { RoomTables } from '../../storage/room-tables.js';
import { Deliveries1795305660000 } from './1795305660000-deliveries.js';
import { EraseWhenTold1795305662001 } from './1795305662001-erase-when-told.js';
import { GatewayDeliveryAttemptEntity } from './delivery-attempt.entity.js';
import { GatewayDeliveryEntity } from './delivery.entity.js';
import { GatewayEndpointEntity } from './endpoint.entity.js';
import { GatewayQueueEntity } from './queue.entity.js';
import { GatewaySigningSecretEntity } from './signing-secret.entity.js';

export const DELIVERY_TABLES: RoomTables = {
  entities: [
    GatewayDeliveryEntity,
    GatewayDeliveryAttemptEntity,
    GatewayEndpointEntity,
    GatewayQueueEntity,
    GatewaySigningSecretEntity,
  ],
  migrations: [Deliveries1795305660000, EraseWhenTold1795305662001],
};
