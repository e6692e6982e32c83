import type { Fence } from '../import-fence.js';

/** What the rooms of the storage package may import: what SQL differs by at the bottom, the door to the database above, rows on top. */
export const DURABLE_FENCE: Fence = {
  values: { folders: [], packages: ['node:crypto'] },
  sealing: { folders: [], packages: ['node:crypto'] },
  dialect: { folders: [], packages: [], typesOf: ['typeorm'] },
  errors: { folders: [], packages: ['typeorm'] },
  transactions: { folders: [], packages: ['node:async_hooks'], typesOf: ['typeorm'] },
  file: { folders: ['transactions'], packages: ['node:fs', 'node:path'] },
  pool: { folders: ['errors', 'transactions', 'values'], packages: [], typesOf: ['typeorm'] },
  schema: { folders: ['dialect', 'errors', 'file', 'pool'], packages: ['typeorm'] },
  database: {
    folders: ['dialect', 'errors', 'file', 'pool', 'transactions', 'values'],
    packages: [],
    typesOf: ['typeorm'],
  },
  rows: { folders: ['database', 'dialect'], packages: [], typesOf: ['typeorm'] },
  '': { folders: 'all', packages: [] },
};
