import type { PendingWork } from '../clock/pending-work.js';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { FaultBox } from '../faults/fault-box.js';
import type { CallbackOp } from '../faults/fault-rule.js';
import type { Journal } from '../journal/journal.js';
import { parseJson } from '../journal/parse-json.js';
import type { CurrentSettings } from '../settings/current-settings.js';
import type { HeldCallbacks } from './held-callbacks.js';
import { postJson } from './http-post.js';

/** A message for a host. `text` is the JSON as it goes over the wire. */
export interface Callback {
  readonly op: CallbackOp;
  readonly url: string;
  readonly text: string;
}

/** What became of a callback. Only `delivered` and `refused` carry a status; Safaricom retries none of them. */
export interface Delivery {
  readonly outcome: 'delivered' | 'refused' | 'failed' | 'timed-out' | 'lost' | 'held' | 'late';
  readonly status: number | null;
  readonly answer: unknown;
}

interface SenderParts {
  clock: VirtualClock;
  work: PendingWork;
  settings: CurrentSettings;
  faults: FaultBox;
  journal: Journal;
  held: HeldCallbacks;
}

/** Takes callbacks to their hosts, once each, unless a fault has other plans. */
export class CallbackSender {
  constructor(private readonly parts: SenderParts) {}

  /** Resolves when the callback was delivered, or lost, or put off by a fault. Never rejects. */
  send(callback: Callback): Promise<Delivery> {
    return this.parts.work.track(this.deliver(callback));
  }

  private async deliver(callback: Callback): Promise<Delivery> {
    const { faults, held, clock } = this.parts;
    if (faults.strike(callback.op, 'callback-lost')) return this.putOff(callback, 'lost');
    if (faults.strike(callback.op, 'callback-held')) {
      held.add(() => this.parts.work.track(this.deliverCopies(callback)));
      return this.putOff(callback, 'held');
    }
    const late = faults.strike(callback.op, 'callback-late');
    if (!late) return this.deliverCopies(callback);
    clock.after(late.ms ?? 30_000, async () => void (await this.deliverCopies(callback)));
    return this.putOff(callback, 'late');
  }

  private async deliverCopies(callback: Callback): Promise<Delivery> {
    const duplicated = this.parts.faults.strike(callback.op, 'callback-duplicated');
    const copies = duplicated ? (duplicated.copies ?? 2) : 1;
    if (duplicated?.parallel ?? true) {
      const deliveries = await Promise.all(Array.from({ length: copies }, () => this.post(callback)));
      return deliveries[0] ?? this.putOff(callback, 'lost');
    }
    for (let copy = 1; copy < copies; copy += 1) await this.post(callback);
    return this.post(callback);
  }

  private async post(callback: Callback): Promise<Delivery> {
    const at = this.parts.clock.now();
    const corrupt = this.parts.faults.strike(callback.op, 'corrupt-callback') !== null;
    const text = corrupt ? callback.text.slice(0, Math.ceil(callback.text.length / 2)) : callback.text;
    const delivery = await this.attempt(callback.url, text);
    this.record(callback, { at, text, delivery });
    return delivery;
  }

  private async attempt(url: string, text: string): Promise<Delivery> {
    const deadline = this.parts.clock.deadline(this.parts.settings.get().callbackTimeoutMs);
    try {
      const { status, text: answer } = await postJson(url, text, deadline.signal);
      const accepted = status >= 200 && status < 300;
      return { outcome: accepted ? 'delivered' : 'refused', status, answer: parseJson(answer) };
    } catch (error) {
      if (deadline.signal.aborted) return { outcome: 'timed-out', status: null, answer: null };
      return {
        outcome: 'failed',
        status: null,
        answer: error instanceof Error ? error.message : String(error),
      };
    } finally {
      deadline.release();
    }
  }

  private putOff(callback: Callback, outcome: 'lost' | 'held' | 'late'): Delivery {
    const delivery: Delivery = { outcome, status: null, answer: null };
    this.record(callback, { at: this.parts.clock.now(), text: callback.text, delivery });
    return delivery;
  }

  private record(callback: Callback, sent: { at: number; text: string; delivery: Delivery }): void {
    this.parts.journal.write({
      at: sent.at,
      direction: 'out',
      op: callback.op,
      method: 'POST',
      url: callback.url,
      status: sent.delivery.status,
      requestBody: parseJson(sent.text),
      responseBody: sent.delivery.answer,
      outcome: sent.delivery.outcome,
    });
  }
}
