import { Controller, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { EventHub } from '../events/event-hub.js';

/** Everything that happens, as server-sent events. */
@Controller('sim/events')
export class SimEventsController {
  constructor(private readonly events: EventHub) {}

  @Sse()
  watch(): Observable<MessageEvent> {
    return this.events.stream.pipe(map(({ type, data }) => ({ type, data: (data ?? {}) as object })));
  }
}
