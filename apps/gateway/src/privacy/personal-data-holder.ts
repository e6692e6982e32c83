import type { Erasure, Person } from '../persons/personal-table.js';

/** Somebody who has rows about persons: the gateway's own tables, or those of another part. */
export interface PersonalDataHolder {
  readonly name: string;
  /** Rows by table. */
  export(person: Person, order: PersonOrder): Promise<Readonly<Record<string, readonly object[]>>>;
  /** What became of them, by table. */
  erase(person: Person, order: PersonOrder): Promise<Readonly<Record<string, Erasure>>>;
}

export interface PersonOrder {
  /** Who decided, 1 to 80 characters. */
  readonly by: string;
  /** 1 to 255 characters. */
  readonly reason: string;
  /** Receipts or ids of payments that they have shown to be theirs, at most a hundred. */
  readonly payments?: readonly string[];
}
