import { CLIENT_TABLES } from '../clients/client-tables.js';
import { DELIVERY_TABLES } from '../deliveries/storage/delivery-tables.js';
import { BRIJ_TABLES } from '../dialects/brij/questions/brij-tables.js';
import { VITUMOB_TABLES } from '../dialects/vitumob/vitumob-tables.js';
import { EndpointProfile } from '../endpoints/endpoint-profile.entity.js';
import { RememberedAnswer } from '../idempotency/remembered-answer.entity.js';
import { PaymentOwner } from '../payments/payment-owner.entity.js';
import { PersonRequest } from '../privacy/person-request.entity.js';
import { ROUTING_TABLES } from '../routing/routing-tables.js';
import type { RoomTables } from '../storage/room-tables.js';
import { CreatePayments1795305600001 } from './1795305600001-create-payments.js';
import { Privacy1795305662000 } from './1795305662000-privacy.js';
import { SilenceRevoked1795305662002 } from './1795305662002-silence-revoked.js';

/** What belongs to several rooms, in tables or in a step of their history. */
const SHARED: RoomTables = {
  entities: [PaymentOwner, EndpointProfile, RememberedAnswer, PersonRequest],
  migrations: [CreatePayments1795305600001, Privacy1795305662000, SilenceRevoked1795305662002],
};

const ROOMS = [CLIENT_TABLES, ROUTING_TABLES, BRIJ_TABLES, VITUMOB_TABLES, DELIVERY_TABLES, SHARED];

/** All tables of the gateway's database: the library keeps its payments by itself. */
export const GATEWAY_TABLES: RoomTables = {
  entities: ROOMS.flatMap(({ entities }) => entities),
  migrations: ROOMS.flatMap(({ migrations }) => migrations),
};
