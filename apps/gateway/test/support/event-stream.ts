/** Reads `data:` lines as they come. */
export class EventStream {
  readonly seen: Record<string, unknown>[] = [];

  private constructor(
    readonly status: number,
    private readonly lines: AsyncGenerator<string>,
    private readonly abort: AbortController,
  ) {}

  static async open(url: string, token: string): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(url, {
      signal: abort.signal,
      headers: { authorization: `Bearer ${token}` },
    });
    return new EventStream(response.status, linesOf(response), abort);
  }

  /** Reads on until a datum is `wanted`; fails when the stream ends before. */
  async until(wanted: (data: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      const { value: line, done } = await this.lines.next();
      if (done) throw new Error(`the stream ended after ${JSON.stringify(this.seen)}`);
      if (!line.startsWith('data:')) continue;
      const data = JSON.parse(line.slice(5)) as Record<string, unknown>;
      this.seen.push(data);
      if (wanted(data)) return data;
    }
  }

  /** True when the server ended the stream and nothing more came. */
  async ended(): Promise<boolean> {
    for (;;) {
      const { value: line, done } = await this.lines.next();
      if (done) return true;
      if (line.startsWith('data:')) return false;
    }
  }

  close(): void {
    this.abort.abort();
  }
}
async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
