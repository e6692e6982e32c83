/** What a claim asks for. Times in epoch ms. */
export interface Lease {
  readonly now: number;
  readonly leaseUntil: number;
  readonly limit: number;
}
