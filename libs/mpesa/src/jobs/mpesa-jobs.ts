import type { AccessTokens } from '../daraja/token/access-token.js';
import type { DarajaApp } from '../daraja/exchange/daraja-app.js';
import type { InboxProcessor } from '../inbox/inbox-processor.js';
import type { PaymentInitiator } from '../operations/payment-initiator.js';
import type { OutboxRelay } from '../outbox/outbox-relay.js';
import type { RetentionStore } from '../payments/payment-ports.js';
import type { StandingOrderRecorder } from '../payments/standing-orders/standing-order-recorder.js';
import type { GapFiller } from '../reconciliation/gap-filler.js';
import type { Reconciler } from '../reconciliation/reconciler.js';
import type { Clock } from '../values/clock.js';
import type { Job } from './job-scheduler.js';

export interface MpesaJobsDeps {
  readonly tokens: AccessTokens;
  readonly apps: readonly DarajaApp[];
  readonly reconciler: Reconciler;
  readonly standingOrders: StandingOrderRecorder;
  readonly inbox: InboxProcessor;
  readonly relay: OutboxRelay;
  readonly initiator: PaymentInitiator;
  readonly gapFiller: GapFiller;
  readonly retention: RetentionStore;
  readonly retentionMs: number;
  readonly typedReferences: 'keep' | 'digest';
  readonly clock: Clock;
}

const ERASE_AT_ONCE = 500;

/** What the module does by the clock. */
export function mpesaJobs(deps: MpesaJobsDeps): Job[] {
  return [
    { option: 'tokenRefresh', name: 'mpesa:token-refresh', run: () => refreshTokens(deps) },
    { option: 'reconciliation', name: 'mpesa:reconciliation', run: () => reconcile(deps) },
    { option: 'inbox', name: 'mpesa:inbox', run: () => deps.inbox.rematch().then(() => deps.inbox.idle()) },
    { option: 'outbox', name: 'mpesa:outbox', run: () => deps.relay.idle() },
    { option: 'dispatch', name: 'mpesa:dispatch', run: (signal) => dispatch(deps, signal) },
    { option: 'retention', name: 'mpesa:retention', run: (signal) => eraseOld(deps, signal) },
    { option: 'gapFill', name: 'mpesa:gap-fill', run: (signal) => fillGaps(deps, signal) },
  ];
}

async function reconcile({ reconciler, standingOrders }: MpesaJobsDeps): Promise<void> {
  await Promise.all([reconciler.recall().then(() => reconciler.idle()), standingOrders.sweep()]);
}

async function refreshTokens({ tokens, apps }: MpesaJobsDeps): Promise<void> {
  const failed = (await tokens.refreshDue(apps)).find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) throw failed.error;
}

/** Until nothing is left that waits to be sent. */
async function dispatch({ initiator }: MpesaJobsDeps, signal: AbortSignal): Promise<void> {
  let sent = 1;
  while (sent > 0 && !signal.aborted) sent = await initiator.dispatch();
}

async function fillGaps({ gapFiller }: MpesaJobsDeps, signal: AbortSignal): Promise<void> {
  await gapFiller.run(signal);
}

/** Until nothing is left that is old enough. */
export async function eraseOld(
  {
    retention,
    retentionMs,
    typedReferences,
    clock,
  }: Pick<MpesaJobsDeps, 'retention' | 'retentionMs' | 'typedReferences' | 'clock'>,
  signal?: AbortSignal,
): Promise<void> {
  const before = clock.now() - retentionMs;
  let erased = 1;
  while (erased > 0 && signal?.aborted !== true) {
    const counts = await retention.erase(before, ERASE_AT_ONCE, typedReferences);
    erased = Object.values(counts).reduce((sum, count) => sum + count, 0);
  }
}
