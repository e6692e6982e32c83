import type { RoomTables } from '../../storage/room-tables.js';
import { CreateVitumobTokens1795305600020 } from './1795305600020-create-vitumob-tokens.js';
import { VitumobToken } from './vitumob-token.entity.js';

export const VITUMOB_TABLES: RoomTables = {
  entities: [VitumobToken],
  migrations: [CreateVitumobTokens1795305600020],
};
