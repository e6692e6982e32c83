/** Where deliveries take the time from; injected, so that a test never has to wait three days. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}
