import { Injectable } from '@nestjs/common';
import { filter, interval, map, merge, Subject, type Observable } from 'rxjs';

/** What another process of the gateway has heard is found by looking again. */
const LOOK_AGAIN_MS = 2_000;

/** Tells those who watch a payment when to look again. */
@Injectable()
export class PaymentFeed {
  private readonly changes = new Subject<string>();

  changed(paymentId: string): void {
    this.changes.next(paymentId);
  }

  /** Emits whenever the payment may have changed. */
  ticks(paymentId: string): Observable<void> {
    const here = this.changes.pipe(filter((changed) => changed === paymentId));
    return merge(here, interval(LOOK_AGAIN_MS)).pipe(map(() => undefined));
  }
}
