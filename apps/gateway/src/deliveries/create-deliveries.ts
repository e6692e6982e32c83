import type { LookupFunction } from 'node:net';
import { Database } from 'typeorm-durable';
import type { Clock } from '../setup/clock.js';
import { DeliveryService } from './delivery.service.js';
import { Dispatcher, type DispatcherDeps } from './dispatching/dispatcher.js';
import { EndpointService } from './endpoint.service.js';
import { DeliveryTimers } from './delivery-timers.js';
import { SecretBox } from '../secrets/secret-box.js';
import { SigningSecrets } from './secrets/signing-secrets.js';
import { dnsLookup } from './sending/dns-lookup.js';
import { Pinger } from './sending/pinger.js';
import { Sender, type Deadline } from './sending/sender.js';
import { DeliveryClaims } from './storage/delivery-claims.js';
import { DeliveryOutcomes } from './storage/delivery-outcomes.js';
import { DeliveryStore } from './storage/delivery-store.js';
import { EndpointStore } from './storage/endpoint-store.js';
import { OverlongWaits } from './storage/overlong-waits.js';
import { PersonalDeliveries } from './storage/personal-deliveries.js';

/** What deliveries need from the gateway, and what may be chosen. */
export interface DeliveriesOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Encrypt signing secrets at rest; at least 32 characters each. The first encrypts, all decrypt. */
  readonly encryptionKeys: readonly string[];
  /** For development only: also plain http, any port, and private and loopback addresses. */
  readonly allowPrivateAddresses: boolean;
  /** Ports a URL may name. Default 443 and 8443. */
  readonly ports?: readonly number[];
  /** From 0 to less than 1; spreads the attempts. Default `Math.random`. */
  readonly random?: () => number;
  /** Resolves host names; every address it gives is checked. Default DNS, and the system's resolver in development. */
  readonly lookup?: LookupFunction;
  /** Certificates trusted besides the usual ones, in PEM. */
  readonly ca?: string;
  /** For the whole exchange of one attempt. Default 15,000. */
  readonly deadlineMs?: number;
  /** Default: real time. */
  readonly deadline?: Deadline;
  /** Requests under way at once to one destination. Default 8. */
  readonly perEndpoint?: number;
}

/** What the parts of a delivery are put together to. */
export interface Deliveries {
  readonly endpoints: EndpointService;
  readonly deliveries: DeliveryService;
  readonly dispatcher: Dispatcher;
  readonly secrets: SigningSecrets;
  readonly personal: PersonalDeliveries;
  start(): void;
  stop(graceMs: number): Promise<void>;
}

/** Where it tells what an operator may have to know. */
export interface DeliveryLog {
  warn(message: string): void;
  error(message: string, stack?: string): void;
}

const DEADLINE_MS = 15_000;
const PER_ENDPOINT = 8;
const PORTS = [443, 8443];

export function createDeliveries(options: DeliveriesOptions, log: DeliveryLog): Deliveries {
  const { clock, database, random = Math.random, deadlineMs = DEADLINE_MS } = options;
  const rules = {
    allowPrivateAddresses: options.allowPrivateAddresses,
    ports: options.ports ?? PORTS,
  };
  // In development names may stand in the machine's hosts file only, which DNS does not know.
  const lookup = options.lookup ?? (rules.allowPrivateAddresses ? undefined : dnsLookup());
  const sender = new Sender({ clock, rules, deadlineMs, deadline: options.deadline, lookup, ca: options.ca });
  const secrets = new SigningSecrets({ database, box: new SecretBox(options.encryptionKeys), clock });
  const { onLost, ...reports } = reportsTo(log);
  const dispatcher = new Dispatcher({
    claims: new DeliveryClaims(database),
    outcomes: new DeliveryOutcomes(database, random),
    waits: new OverlongWaits(database),
    secrets,
    sender,
    clock,
    deadlineMs,
    perEndpoint: options.perEndpoint ?? PER_ENDPOINT,
    ...reports,
  });
  const wake = (): void => dispatcher.wake();
  const store = new DeliveryStore(database);
  const timers = new DeliveryTimers({ wake, secrets, onError: reports.onError });
  return {
    endpoints: new EndpointService({
      database,
      store: new EndpointStore(database),
      secrets,
      sender,
      pinger: new Pinger(sender, clock),
      rules,
      clock,
      wake,
    }),
    deliveries: new DeliveryService({ store, rules, clock, wake }),
    dispatcher,
    secrets,
    personal: new PersonalDeliveries({ database, clock, onLost }),
    start: () => timers.start(),
    stop: async (graceMs) => {
      timers.stop();
      await dispatcher.stop(graceMs);
    },
  };
}

function reportsTo(
  log: DeliveryLog,
): Pick<DispatcherDeps, 'onRecorded' | 'onError'> & { onLost(this: void, count: number): void } {
  return {
    onLost: (count) =>
      log.warn(`${count} messages were given up: nobody took them before retention was over`),
    onRecorded: ({ id, endpointId }, { held, disabled }) => {
      if (!held) log.warn(`delivery ${id}: the lease was lost while it was sent; it is sent again`);
      if (disabled !== null) log.warn(`endpoint ${endpointId} is disabled: ${disabled}`);
    },
    onError: (error) => {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      log.error(`deliveries: ${message}`, stack);
    },
  };
}
