import { describe, expect, it } from '@jest/globals';
import { ClientTurns } from './client-turns.js';

/** Begins for whoever is next until nobody is. */
function begun(turns: ClientTurns, waiting: readonly string[]): string[] {
  const seen: string[] = [];
  for (let next = turns.next(waiting); next !== null; next = turns.next(waiting)) {
    turns.begin(next);
    seen.push(next);
  }
  return seen;
}

describe('the turns of clients with questions', () => {
  it('leave one client two places, whatever it asks, and another its own', () => {
    const turns = new ClientTurns();
    expect(begun(turns, ['greedy'])).toEqual(['greedy', 'greedy']);
    expect(begun(turns, ['greedy', 'other'])).toEqual(['other', 'other']);
    turns.end('greedy');
    expect(begun(turns, ['greedy', 'other'])).toEqual(['greedy']);
  });

  it('go round: all places at most, each client once before any has its second', () => {
    const turns = new ClientTurns();
    const clients = Array.from({ length: 20 }, (_, number) => `client ${number}`);
    const seen = begun(turns, clients);
    expect(seen).toEqual(clients.slice(0, 16));
    // Who has not been served yet comes before whoever was.
    for (const client of seen) {
      turns.end(client);
      const next = turns.next(clients);
      expect(next).not.toBeNull();
      turns.begin(String(next));
      seen.push(String(next));
      if (seen.length === 20) break;
    }
    expect(new Set(seen)).toEqual(new Set(clients));
  });
});
