/** Somebody whose rows are asked for. */
export interface Person {
  /** As the library keeps it, `2547XXXXXXXX`. */
  readonly phone: string;
  readonly payments: readonly PaymentOf[];
}

/** A payment by, or to, a person. */
export interface PaymentOf {
  readonly id: string;
  /** M-Pesa receipt. */
  readonly receipt: string | null;
}

/** What became of a person's rows. */
export interface Erasure {
  readonly erased: number;
  /** Left for now, because somebody still waits for them. */
  readonly kept: number;
}

/** A table that can hold a person: nothing in it outlives the days of retention, and one person's rows are found in it. */
export interface PersonalTable {
  readonly name: string;
  /** Cuts what is older than `before` (epoch ms). @returns how many rows */
  forget(before: number): Promise<number>;
  /** The rows that tell of somebody, without what is sealed for others. */
  find(person: Person): Promise<readonly object[]>;
  erase(person: Person): Promise<Erasure>;
}
