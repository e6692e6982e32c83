import { describe, expect, it } from '@jest/globals';
import { updateRows } from './update-rows.js';

describe('updateRows', () => {
  it('writes a column plainly where all rows get the same, and by key where they differ', () => {
    const update = updateRows({
      table: 't',
      key: 'id',
      columns: ['a', 'b'],
      rows: [
        { key: 'x', values: [1, 'same'] },
        { key: 'y', values: [2, 'same'] },
      ],
    });
    expect(update).toEqual({
      sql: 'UPDATE t SET a = CASE id WHEN ? THEN ? WHEN ? THEN ? END, b = ? WHERE id IN (?, ?)',
      params: ['x', 1, 'y', 2, 'same', 'x', 'y'],
    });
  });

  it('puts what reads old values first and further conditions last', () => {
    const update = updateRows({
      table: 't',
      key: 'id',
      columns: ['a'],
      rows: [{ key: 'x', values: [1] }],
      first: { sql: 'n = n + ?', params: [9] },
      where: { sql: 'owner = ?', params: ['me'] },
    });
    expect(update).toEqual({
      sql: 'UPDATE t SET n = n + ?, a = ? WHERE id IN (?) AND owner = ?',
      params: [9, 1, 'x', 'me'],
    });
  });
});
