import type { INestApplicationContext } from '@nestjs/common';
import { AccessTokens } from '../daraja/token/access-token.js';
import { InboxProcessor } from '../inbox/inbox-processor.js';
import { eraseOld } from '../jobs/mpesa-jobs.js';
import { appOf } from '../operations/daraja-apps.js';
import { PaymentInitiator } from '../operations/payment-initiator.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { StandingOrderRecorder } from '../payments/standing-orders/standing-order-recorder.js';
import { GapFiller } from '../reconciliation/gap-filler.js';
import { Reconciler } from '../reconciliation/reconciler.js';
import { CallbackRouteCheck } from '../callbacks/callback-route-check.js';
import type { Named } from '../wiring/part.js';
import { MPESA_CLOCK, MPESA_RESOLVED_OPTIONS, MPESA_STORAGE } from '../wiring/tokens.js';

/** What the module does in the background, one run at a time and on command. Each resolves when nothing is due any more. */
export interface MpesaWork {
  /** Stored callbacks become facts. */
  inbox(): Promise<void>;
  /** Events reach their handlers. */
  outbox(): Promise<void>;
  /** Payments nobody told us of are asked about. */
  reconciliation(): Promise<void>;
  /** Payments stored in a host's transaction are sent. */
  dispatch(): Promise<void>;
  /** What Pull knows is compared with what is stored, and what never arrived is booked. */
  gapFill(): Promise<void>;
  /** Personal data that is older than `retention.days` is erased. */
  retention(): Promise<void>;
  /** Tokens near their end are replaced. */
  tokens(): Promise<void>;
  /** The callback route has been tried, as the module does once the host listens. */
  probe(): Promise<void>;
  /** Inbox, reconciliation, dispatch and outbox. */
  all(): Promise<void>;
}

/** Takes hold of the background work of an application that runs with `jobs: { enabled: false }`. */
export function mpesaWork(app: INestApplicationContext): MpesaWork {
  const part = <T>(name: Named<T>): T => app.get(name as never, { strict: false });
  const work = {
    inbox: async () => {
      await part(InboxProcessor).rematch();
      await part(InboxProcessor).idle();
    },
    outbox: () => part(OutboxRelay).idle(),
    reconciliation: async () => {
      await part(Reconciler).recall();
      await part(Reconciler).idle();
      await part(StandingOrderRecorder).sweep();
    },
    dispatch: async () => {
      while ((await part(PaymentInitiator).dispatch()) > 0) {
        // Until nothing waits to be sent.
      }
    },
    gapFill: async () => void (await part(GapFiller).run()),
    retention: () => {
      const { retentionMs, typedReferences } = part(MPESA_RESOLVED_OPTIONS);
      const { retention } = part(MPESA_STORAGE);
      return eraseOld({ retention, retentionMs, typedReferences, clock: part(MPESA_CLOCK) });
    },
    probe: () => part(CallbackRouteCheck).probed(),
    tokens: async () => {
      const options = part(MPESA_RESOLVED_OPTIONS);
      const apps = [...options.accounts.values()].map((account) => appOf(account, options.baseUrl));
      await part(AccessTokens).refreshDue(apps);
    },
  };
  return {
    ...work,
    all: async () => {
      await work.inbox();
      await work.reconciliation();
      await work.dispatch();
      await work.outbox();
    },
  };
}
