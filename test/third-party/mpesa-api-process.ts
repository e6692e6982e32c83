import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Simulator } from 'daraja-simulator';
import type { Mpesa } from 'mpesa-api';
import { closeAfterTest } from '../support/test-resources.js';

type Method = keyof Mpesa;
type Order<M extends Method> = Parameters<Mpesa[M]>[0];
type Answer<M extends Method> = Awaited<ReturnType<Mpesa[M]>>;
type Reply = { answer?: unknown; refusal?: Refusal };

/** What the client rejects with. */
export type Refusal = {
  readonly status?: number;
  readonly data?: unknown;
  readonly message?: string;
};

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** `mpesa-api` in another process, where Safaricom's hosts are the simulator. */
export class MpesaApi {
  private readonly child: ChildProcess;
  private readonly gone = new AbortController();

  constructor(sim: Simulator, configuration: Record<string, string>) {
    this.child = fork(pathOf('mpesa-api-client.cjs'), {
      env: { ...process.env, SIMULATOR_URL: sim.url, MPESA_API: JSON.stringify(configuration) },
      execArgv: ['--require', pathOf('safaricom-redirect.cjs')],
    });
    this.child.once('exit', () => this.gone.abort(new Error('the process of mpesa-api is gone')));
    closeAfterTest(() => this.close());
  }

  /** Calls a method of the client; resolves with its answer, or with the refusal it rejected with. */
  async call<M extends Method>(method: M, order: Order<M>): Promise<Partial<Answer<M>> & Refusal> {
    const reply = once(this.child, 'message', { signal: this.gone.signal });
    this.child.send({ method, order });
    const [{ answer, refusal }] = (await reply) as [Reply];
    return (refusal ?? answer) as Partial<Answer<M>> & Refusal;
  }

  private async close(): Promise<void> {
    if (this.gone.signal.aborted) return;
    const exit = once(this.child, 'exit');
    this.child.disconnect();
    await exit;
  }
}
