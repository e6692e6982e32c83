import { Injectable } from '@nestjs/common';
import { filter, interval, map, merge, Subject, type Observable } from 'rxjs';

/** What another process of the shop has changed is found by looking again. */
const LOOK_AGAIN_MS = 2_000;

/** Tells the screens that watch an order when to look again. */
@Injectable()
export class OrderFeed {
  private readonly changes = new Subject<number>();

  changed(id: number): void {
    this.changes.next(id);
  }

  /** Emits whenever the order may have changed. */
  ticks(id: number): Observable<void> {
    const here = this.changes.pipe(filter((changed) => changed === id));
    return merge(here, interval(LOOK_AGAIN_MS)).pipe(map(() => undefined));
  }
}
