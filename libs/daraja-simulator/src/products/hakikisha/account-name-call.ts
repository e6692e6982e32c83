import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../../clock/virtual-clock.js';
import type { Journal } from '../../journal/journal.js';
import { parseJson } from '../../journal/parse-json.js';
import type { CurrentSettings } from '../../settings/current-settings.js';

/** Where an organisation answers C2B Hakikisha, and as whom it knows Safaricom. */
export interface AccountNameOrder {
  /** `…/auth/v1/generate`; the grant type is added. */
  readonly tokenUrl: string;
  /** `…/c2b_hakikisha/v1/notify`. */
  readonly notifyUrl: string;
  readonly username: string;
  readonly password: string;
  readonly accountNumber: string;
}

/** What came of asking; `accountName` is null when there was no usable answer. */
export interface AccountNameAnswer {
  readonly accountName: string | null;
  readonly requestId: string;
  readonly tokenStatus: number | null;
  readonly notifyStatus: number | null;
  readonly answer: unknown;
}

interface Reply {
  readonly status: number | null;
  readonly body: unknown;
}

/** Asks an organisation whose account a number is, as M-Pesa does before a customer pays (DARAJA-FACTS 1.18). */
export class AccountNameCall {
  constructor(
    private readonly clock: VirtualClock,
    private readonly settings: CurrentSettings,
    private readonly journal: Journal,
  ) {}

  async ask(shortcode: string, order: AccountNameOrder): Promise<AccountNameAnswer> {
    const requestId = randomUUID();
    const basic = Buffer.from(`${order.username}:${order.password}`).toString('base64');
    const url = `${order.tokenUrl}?grant_type=client_credentials`;
    const token = await this.post('hakikisha-token', url, { authorization: `Basic ${basic}`, body: {} });
    const bearer = fieldOf(token.body, 'access_token');
    const nothing = { accountName: null, requestId, tokenStatus: token.status };
    if (bearer === null) return { ...nothing, notifyStatus: null, answer: token.body };
    const { accountNumber, notifyUrl } = order;
    const timestamp = String(Math.trunc(this.clock.now() / 1000));
    const body = { requestId, timestamp, accountNumber, shortcode };
    const told = await this.post('hakikisha-notify', notifyUrl, { authorization: `Bearer ${bearer}`, body });
    const accountName = fieldOf(told.body, 'accountName');
    return { ...nothing, accountName, notifyStatus: told.status, answer: told.body };
  }

  private async post(op: string, url: string, sent: { authorization: string; body: object }): Promise<Reply> {
    const at = this.clock.now();
    const reply = await this.attempt(url, sent);
    const { status, body } = reply;
    const outcome = status === null ? 'failed' : status < 300 ? 'delivered' : 'refused';
    const entry = { at, direction: 'out' as const, op, method: 'POST', url, status, outcome };
    this.journal.write({ ...entry, requestBody: sent.body, responseBody: body });
    return reply;
  }

  private async attempt(
    url: string,
    { authorization, body }: { authorization: string; body: object },
  ): Promise<Reply> {
    const deadline = this.clock.deadline(this.settings.get().callbackTimeoutMs);
    const headers = { authorization, 'content-type': 'application/json' };
    try {
      const { signal } = deadline;
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
      return { status: response.status, body: parseJson(await response.text()) };
    } catch {
      return { status: null, body: null };
    } finally {
      deadline.release();
    }
  }
}

function fieldOf(body: unknown, field: string): string | null {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : null;
  return typeof value === 'string' ? value : null;
}
