import type { RoomTables } from '../../../storage/room-tables.js';
import { CreateBrijQuestions1795305600010 } from './1795305600010-create-brij-questions.js';
import { BrijQuestion } from './brij-question.entity.js';

export const BRIJ_TABLES: RoomTables = {
  entities: [BrijQuestion],
  migrations: [CreateBrijQuestions1795305600010],
};
