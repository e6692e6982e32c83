import type { EndpointName } from '../contract/wire-calls.js';

/** How a product speaks: which envelope its news comes in. */
export type EnvelopeFamily = 'stk' | 'c2b' | 'result' | 'callback' | 'synchronous';

/** A test, by its spec and its title as written there. */
export interface ShownBy {
  readonly spec: string;
  readonly titles: readonly string[];
  /** Where a table runs the same tests for several products: the word in the title that is this one's. */
  readonly row?: string;
}

/** One test that a cell names. */
export interface NamedTest {
  readonly spec: string;
  readonly title: string;
  readonly row: string | null;
}

/** Why there is nothing to show, with the number of the fact in docs/DARAJA-FACTS.md that says so. */
export interface NotThere {
  readonly because: string;
  readonly fact: string;
}

export type Cell = readonly ShownBy[] | NotThere;

/** What a product must show from end to end, over real sockets. */
export interface Aspects {
  readonly success: Cell;
  readonly failure: Cell;
  /** A request that expired in M-Pesa's queue. */
  readonly timeout: Cell;
  /** News that never came. */
  readonly reconciliation: Cell;
}

export const ASPECTS = ['success', 'failure', 'timeout', 'reconciliation'] as const;

/** A class that hosts inject, and its methods for this product. */
export interface ServiceUse {
  readonly name: string;
  readonly methods: readonly string[];
}

export interface Product extends Aspects {
  /** Row of the list of products in DARAJA-FACTS 1.2. */
  readonly number: number;
  readonly title: string;
  readonly family: EnvelopeFamily;
  /** The number of its own section in docs/DARAJA-FACTS.md. */
  readonly fact: string;
  /** Rows of the endpoint table. */
  readonly endpoints: readonly EndpointName[] | NotThere;
  readonly services: readonly ServiceUse[] | NotThere;
  /** How the simulator plays Safaricom's part, where that is no operation of the OpenAPI file. */
  readonly simulator?: string;
}

export function shown(spec: string, ...titles: string[]): ShownBy {
  return { spec, titles };
}

export function notThere(fact: string, because: string): NotThere {
  return { fact, because };
}

/** The row of a table that runs the same tests for several products. */
export function shownFor(row: string, spec: string, ...titles: string[]): ShownBy {
  return { spec, titles, row };
}

/** Every test that a cell names, one by one. */
export function testsIn(cell: Cell): NamedTest[] {
  if ('because' in cell) return [];
  return cell.flatMap(({ spec, titles, row = null }) => titles.map((title) => ({ spec, title, row })));
}
