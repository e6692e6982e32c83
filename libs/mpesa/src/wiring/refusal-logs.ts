import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { RefusalLog, type RefusalLogDeps } from '../callbacks/refusal-log.js';
import { systemAfter } from '../values/alarm.js';

/** The logs of what is refused, which end with the application: what came in the last minute is told then. */
@Injectable()
export class RefusalLogs implements OnApplicationShutdown {
  readonly #opened: RefusalLog[] = [];

  open(log: Logger, what?: RefusalLogDeps['what']): RefusalLog {
    const opened = new RefusalLog({ what, write: (line) => log.warn(line), after: systemAfter });
    this.#opened.push(opened);
    return opened;
  }

  onApplicationShutdown(): void {
    for (const log of this.#opened) log.close();
  }
}
