/** Shortcodes whose transactions may be pulled. */
export class PullRegistrations {
  private readonly numbers = new Set<string>();

  add(number: string): void {
    this.numbers.add(number);
  }

  has(number: string): boolean {
    return this.numbers.has(number);
  }

  clear(): void {
    this.numbers.clear();
  }
}
