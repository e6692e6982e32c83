import { describe, expect, it } from '@jest/globals';
import { RepeatLog } from './repeat-log.js';
import { RepeatLogs } from './repeat-logs.js';
import { UnlistedLog } from './unlisted-log.js';

function fixture() {
  const lines: string[] = [];
  const rings = new Set<() => void>();
  const write = (line: string): void => void lines.push(line);
  const after = (_: number, ring: () => void) => {
    const once = (): void => void (rings.delete(once) && ring());
    rings.add(once);
    return () => void rings.delete(once);
  };
  const repeats = new RepeatLog({ write, after });
  const minute = (): void => [...rings].forEach((ring) => ring());
  const each = new RepeatLogs({ write, after });
  return { lines, repeats, each, unlisted: new UnlistedLog({ write, repeats }), minute };
}

describe('lines that strangers can have written at any rate', () => {
  it('are the first of them whole, and then one a minute with the number and the last', () => {
    const { lines, repeats, minute } = fixture();
    for (let id = 0; id <= 5_000; id += 1) repeats.note(`callback ${id} is kept but not used: no JSON`);
    expect(lines).toEqual(['callback 0 is kept but not used: no JSON']);
    minute();
    expect(lines.slice(1)).toEqual([
      '5000 more like it, the last: callback 5000 is kept but not used: no JSON',
    ]);
    minute();
    repeats.note('callback 5001 is kept but not used: no JSON');
    expect(lines.slice(2)).toEqual(['callback 5001 is kept but not used: no JSON']);
  });

  it('are told of when the log is closed', () => {
    const { lines, repeats } = fixture();
    for (const line of ['one', 'two', 'three']) repeats.note(line);
    repeats.close();
    repeats.close();
    expect(lines).toEqual(['one', '2 more like it, the last: three']);
  });
});

describe('lines about many', () => {
  it('are told of each at once, however many there are about another', () => {
    const { lines, each, minute } = fixture();
    for (let count = 0; count < 100; count += 1) each.note('a', `a is refused (${count})`);
    each.note('b', 'b is refused');
    expect(lines).toEqual(['a is refused (0)', 'b is refused']);
    minute();
    expect(lines.slice(2)).toEqual(['99 more like it, the last: a is refused (99)']);
  });

  it('are kept apart for a hundred, and told of together beyond, also when the logs are closed', () => {
    const { lines, each } = fixture();
    for (let count = 0; count < 105; count += 1) each.note(`${count}`, `${count} is refused`);
    expect(lines).toHaveLength(101);
    each.note('7', '7 is refused again');
    each.close();
    expect(lines.slice(101)).toEqual(['7 is refused again', '4 more like it, the last: 104 is refused']);
  });
});

describe('callbacks from addresses that are not on the list', () => {
  it('make no line each where they are not believed', () => {
    const { lines, unlisted, minute } = fixture();
    for (let count = 0; count < 1_000; count += 1) unlisted.note('203.0.113.9', true);
    minute();
    expect(lines).toEqual([
      'a callback came from 203.0.113.9, which is not on the list: not believed',
      '999 more like it, the last: a callback came from 203.0.113.9, which is not on the list: not believed',
    ]);
  });

  it('make one line for each address where they are taken, up to a hundred, and no line each beyond', () => {
    const { lines, unlisted, minute } = fixture();
    for (let turn = 0; turn < 2; turn += 1) {
      for (let host = 0; host < 1_000; host += 1) unlisted.note(`2001:db8::${host}`, false);
    }
    minute();
    expect(lines).toHaveLength(102);
    expect(lines[0]).toBe('a callback came from 2001:db8::0, which is not on the list');
    expect(lines[101]).toBe(
      '1799 more like it, the last: a callback came from 2001:db8::999, which is not on the list',
    );
  });

  it('are taken from nobody known too', () => {
    const { lines, unlisted } = fixture();
    unlisted.note(null, false);
    unlisted.note(null, false);
    expect(lines).toEqual(['a callback came from an unknown address, which is not on the list']);
  });
});
