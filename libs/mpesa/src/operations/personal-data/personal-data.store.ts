import type { Payment } from '../../payments/payment.js';
import type { Erasure, ErasureResult, PersonalData, PersonalDataExport } from './personal-data.js';

/** One person, in every form in which the tables may name them. */
export interface Person {
  /** Twelve digits. */
  readonly phone: string;
  /** As a C2B confirmation hashes it. */
  readonly phoneHash: string;
  /** As an account number that somebody typed. */
  readonly references: readonly string[];
  /** Receipts and ids of payments that whoever asks has seen to be theirs. */
  readonly vouched: readonly string[];
  /** As an erasure names it: by every secret of the list, the newest first. */
  readonly digests: readonly [string, ...string[]];
}

export interface PersonalDataStore {
  find(person: Person): Promise<PersonalData>;
  /** Those that {@link find} tells as theirs, and nothing else. */
  payments(person: Person): Promise<Payment[]>;
  recordExport(person: Person, done: Omit<PersonalDataExport, 'phoneDigest'>): Promise<void>;
  /**
   * Erases what retention would erase in time, wherever nothing is under way any more, and keeps a record of it. Done again after
   * a crash, it goes on where it stopped.
   */
  erase(person: Person, asked: Pick<Erasure, 'id' | 'erasedAt' | 'by' | 'reason'>): Promise<ErasureResult>;
}
