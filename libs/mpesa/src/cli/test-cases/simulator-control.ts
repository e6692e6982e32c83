import { systemDelay } from '../../values/delay.js';
import { withoutTrailingSlashes } from '../../values/slashes.js';

/** What a customer does with a prompt. */
export type PromptAction = 'pay' | 'cancel' | 'wrong-pin' | 'insufficient-funds' | 'ignore';

/** A payment by hand: the simulator's own words. */
export interface HandPayment {
  readonly accepted: boolean;
  readonly reason: string;
}

/** What `/sim/phones/:msisdn/prompt` answers where no prompt is open. */
const NO_PROMPT = 409;
const TRIES = 40;
const PAUSE_MS = 50;
const TIMEOUT_MS = 15_000;

/** The simulator's own controls, below `/sim`: customers, and what Safaricom sets for a shortcode. */
export class SimulatorControl {
  constructor(private readonly baseUrl: string) {}

  /** PEM of the certificate that initiator passwords are encrypted with. Throws when no simulator answers. */
  async certificate(): Promise<string> {
    try {
      return await this.get('/sim/certificate');
    } catch (cause) {
      throw new Error(
        `no simulator answers at ${this.baseUrl}; start one, or name its address with --base-url`,
        {
          cause,
        },
      );
    }
  }

  /**
   * Answers the prompt on a phone once it is there. One that never shows, or that somebody else answers, is left to the
   * case to notice.
   */
  async answer(phone: string, action: PromptAction): Promise<void> {
    const path = `/sim/phones/${phone}/prompt`;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const response = await this.send(path, posting({ action }));
      if (response.status !== NO_PROMPT) return void (await this.text(path, response));
      await systemDelay(PAUSE_MS);
    }
  }

  async pay(
    phone: string,
    order: { shortcode: string; account: string; amount: number },
  ): Promise<HandPayment> {
    return JSON.parse(await this.post(`/sim/phones/${phone}/pay`, order)) as HandPayment;
  }

  /** Asks the validation URL while `work` runs, and no longer. */
  async whileValidating<T>(shortcode: string, work: () => Promise<T>): Promise<T> {
    const path = `/sim/shortcodes/${shortcode}`;
    const before = JSON.parse(await this.get(path)) as { externalValidation: string };
    await this.post(path, { externalValidation: 'on' });
    try {
      return await work();
    } finally {
      await this.post(path, { externalValidation: before.externalValidation });
    }
  }

  private async get(path: string): Promise<string> {
    return this.text(path, await this.send(path, { method: 'GET' }));
  }

  private async post(path: string, body: object): Promise<string> {
    return this.text(path, await this.send(path, posting(body)));
  }

  private send(path: string, request: RequestInit): Promise<Response> {
    const url = `${withoutTrailingSlashes(this.baseUrl)}${path}`;
    return fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
  }

  private async text(path: string, response: Response): Promise<string> {
    const text = await response.text();
    if (response.ok) return text;
    throw new Error(`the simulator answered ${path} with ${response.status}: ${text}`);
  }
}

function posting(body: object): RequestInit {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}
