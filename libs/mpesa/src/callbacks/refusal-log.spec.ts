import { describe, expect, it } from '@jest/globals';
import { RefusalLog } from './refusal-log.js';

function fixture() {
  const lines: string[] = [];
  const due = new Set<() => void>();
  const log = new RefusalLog({
    write: (line) => lines.push(line),
    after: (ms, ring) => {
      expect(ms).toBe(60_000);
      due.add(ring);
      return () => due.delete(ring);
    },
  });
  /** Lets a minute pass. */
  const minute = (): void => {
    const rings = [...due];
    due.clear();
    for (const ring of rings) ring();
  };
  return { log, lines, due, minute };
}

describe('the log of refused callbacks', () => {
  it('tells of the first at once, and of thousands in one line a minute', () => {
    const { log, lines, minute } = fixture();
    log.note(404, '203.0.113.9');
    expect(lines).toEqual(['1 callback was refused (404: 1), the last from 203.0.113.9']);
    for (let count = 0; count < 5_000; count += 1) log.note(count % 5 === 0 ? 413 : 404, '203.0.113.10');
    expect(lines).toHaveLength(1);
    minute();
    expect(lines.slice(1)).toEqual([
      '5000 callbacks were refused (404: 4000, 413: 1000), the last from 203.0.113.10',
    ]);
  });

  it('says nothing while nothing comes, and tells of the next at once again', () => {
    const { log, lines, due, minute } = fixture();
    log.note(404, null);
    minute();
    expect([lines.length, due.size]).toEqual([1, 0]);
    log.note(400, null);
    expect(lines[1]).toBe('1 callback was refused (400: 1), the last from an unknown address');
  });

  it('tells of what has come when it is closed, and waits for nothing more', () => {
    const { log, lines, due } = fixture();
    log.note(404, null);
    log.note(400, '203.0.113.9');
    log.close();
    expect(lines.slice(1)).toEqual(['1 callback was refused (400: 1), the last from 203.0.113.9']);
    log.close();
    expect([lines.length, due.size]).toEqual([2, 0]);
  });
});
