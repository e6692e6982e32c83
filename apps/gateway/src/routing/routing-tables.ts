import type { RoomTables } from '../storage/room-tables.js';
import { CreateRouting1795305600002 } from './1795305600002-create-routing.js';
import { PrefixChanges1795305661000 } from './1795305661000-prefix-changes.js';
import { SuspenseNews1795305662003 } from './1795305662003-suspense-news.js';
import { Prefix } from './prefix.entity.js';
import { PrefixChange } from './prefix-change.entity.js';
import { OwnedShortcode } from './owned-shortcode.entity.js';
import { SuspendedPayment } from './suspended-payment.entity.js';

export const ROUTING_TABLES: RoomTables = {
  entities: [Prefix, PrefixChange, OwnedShortcode, SuspendedPayment],
  migrations: [CreateRouting1795305600002, PrefixChanges1795305661000, SuspenseNews1795305662003],
};
