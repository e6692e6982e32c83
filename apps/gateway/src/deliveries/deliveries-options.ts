import type { LookupFunction } from 'node:net';
import type { Clock } from './clock.js';
import type { Transactions } from './storage/database.js';

/** What deliveries need from the application they are part of. */
export interface DeliveriesOptions {
  /** The gateway's database, which lists `deliveryEntities` and has run `deliveryMigrations`. */
  readonly database: Transactions;
  /** Encrypt signing secrets at rest; at least 32 characters each. The first encrypts, all decrypt. */
  readonly encryptionKeys: readonly string[];
  /** For development only: also plain http, any port, and private and loopback addresses. Default false. */
  readonly allowPrivateAddresses?: boolean;
  /** Ports a URL may name, besides which every URL is refused. Default 443 and 8443. */
  readonly ports?: readonly number[];
  /** Default the machine's clock. */
  readonly clock?: Clock;
  /** At least 0 and less than 1; spreads the attempts. Default `Math.random`. */
  readonly random?: () => number;
  /** Resolves host names. Every address it gives is checked. Default: DNS, and the system's resolver in development. */
  readonly lookup?: LookupFunction;
  /** Certificates trusted besides the usual ones, in PEM. */
  readonly ca?: string;
  /** For the whole exchange of one attempt. Default 15,000. */
  readonly deadlineMs?: number;
  /** Requests under way at once to one destination. Default 8. */
  readonly perEndpoint?: number;
  /** False where another process delivers. Default true. */
  readonly deliver?: boolean;
}
