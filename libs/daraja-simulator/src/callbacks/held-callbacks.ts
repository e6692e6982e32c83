/** Callbacks kept back by a fault until somebody releases them, for instance after the host was restarted. */
export class HeldCallbacks {
  private held: (() => Promise<unknown>)[] = [];

  add(deliver: () => Promise<unknown>): void {
    this.held.push(deliver);
  }

  get count(): number {
    return this.held.length;
  }

  /** Delivers what is held, in the order it was meant to go out; resolves with how many there were. */
  async release(): Promise<number> {
    const released = this.held;
    this.held = [];
    for (const deliver of released) await deliver();
    return released.length;
  }

  clear(): void {
    this.held = [];
  }
}
