import { Subject, type Observable } from 'rxjs';

/** Something a watcher of the simulator may want to redraw for. */
export interface SimulatorEvent {
  readonly type: 'request' | 'caught' | 'phone' | 'money' | 'fault' | 'settings' | 'clock' | 'reset';
  readonly data: unknown;
}

/** Tells the page, and whoever waits in a test, that something happened. Nothing is replayed. */
export class EventHub {
  private readonly subject = new Subject<SimulatorEvent>();

  get stream(): Observable<SimulatorEvent> {
    return this.subject.asObservable();
  }

  tell(type: SimulatorEvent['type'], data: unknown): void {
    this.subject.next({ type, data });
  }

  close(): void {
    this.subject.complete();
  }
}
