/** Where the time comes from, so that a test never has to wait. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}
