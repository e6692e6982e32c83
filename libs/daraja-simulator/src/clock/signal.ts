/** A promise that somebody else fulfils, once. */
export class Signal<T = void> {
  readonly promise: Promise<T>;
  private resolve!: (value: T) => void;

  constructor() {
    this.promise = new Promise<T>((resolve) => {
      this.resolve = resolve;
    });
  }

  fire(value: T): void {
    this.resolve(value);
  }
}
