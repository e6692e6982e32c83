import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { RefusalLog, type RefusalLogDeps } from '../callbacks/refusal-log.js';
import { RepeatLog } from '../callbacks/repeat-log.js';
import { RepeatLogs } from '../callbacks/repeat-logs.js';
import { systemAfter } from '../values/alarm.js';

/** The logs of what strangers can send at any rate, which end with the application: what came in the last minute is told then. */
@Injectable()
export class RefusalLogs implements OnApplicationShutdown {
  readonly #opened: { close(): void }[] = [];

  open(log: Logger, what?: RefusalLogDeps['what']): RefusalLog {
    const opened = new RefusalLog({ what, write: (line) => log.warn(line), after: systemAfter });
    this.#opened.push(opened);
    return opened;
  }

  /** For one kind of line: another kind would be lost among many of this one. */
  openRepeats(log: Logger): RepeatLog {
    const opened = new RepeatLog({ write: (line) => log.warn(line), after: systemAfter });
    this.#opened.push(opened);
    return opened;
  }

  /** For one kind of error, told of each of those that it is about. */
  openErrorsBySubject(log: Logger): RepeatLogs {
    const opened = new RepeatLogs({ write: (line) => log.error(line), after: systemAfter });
    this.#opened.push(opened);
    return opened;
  }

  onApplicationShutdown(): void {
    for (const log of this.#opened) log.close();
  }
}
