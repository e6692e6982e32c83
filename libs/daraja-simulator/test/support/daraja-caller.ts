import type { Simulator } from '../../src/simulator.js';

export const PASSKEY = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';
export const PHONE = '254712345678';
const TIMESTAMP = '20261121101530';

export interface Reply {
  status: number;
  text: string;
  body: Record<string, unknown>;
  headers: Headers;
}

/** Calls the simulator as a host would, over its socket. */
export class DarajaCaller {
  private bearer = '';

  constructor(private readonly sim: Simulator) {}

  async call(path: string, init: RequestInit = {}): Promise<Reply> {
    const response = await fetch(`${this.sim.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, text, body: parse(text), headers: response.headers };
  }

  async signIn(key = 'sandbox-key', secret = 'sandbox-secret'): Promise<Reply> {
    const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
    const reply = await this.call('/oauth/v1/generate?grant_type=client_credentials', {
      headers: { authorization },
    });
    this.bearer = String(reply.body['access_token'] ?? '');
    return reply;
  }

  get token(): string {
    return this.bearer;
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.call(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.bearer}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  push(callbackUrl: string, changes: Record<string, unknown> = {}): Promise<Reply> {
    return this.post('/mpesa/stkpush/v1/processrequest', { ...pushBody(callbackUrl), ...changes });
  }

  query(checkoutRequestId: string, changes: Record<string, unknown> = {}): Promise<Reply> {
    return this.post('/mpesa/stkpushquery/v1/query', {
      BusinessShortCode: '174379',
      Password: password('174379'),
      Timestamp: TIMESTAMP,
      CheckoutRequestID: checkoutRequestId,
      ...changes,
    });
  }

  register(changes: Record<string, unknown>, version = 'v2'): Promise<Reply> {
    return this.post(`/mpesa/c2b/${version}/registerurl`, { ResponseType: 'Completed', ...changes });
  }

  simulate(changes: Record<string, unknown>, version = 'v2'): Promise<Reply> {
    return this.post(`/mpesa/c2b/${version}/simulate`, {
      ShortCode: '600984',
      CommandID: 'CustomerPayBillOnline',
      Amount: 10,
      Msisdn: PHONE,
      BillRefNumber: 'INV-77',
      ...changes,
    });
  }
}

export function password(shortcode: string, timestamp = TIMESTAMP): string {
  return Buffer.from(`${shortcode}${PASSKEY}${timestamp}`).toString('base64');
}

export function pushBody(callbackUrl: string): Record<string, unknown> {
  return {
    BusinessShortCode: '174379',
    Password: password('174379'),
    Timestamp: TIMESTAMP,
    TransactionType: 'CustomerPayBillOnline',
    Amount: 1500,
    PartyA: PHONE,
    PartyB: '174379',
    PhoneNumber: PHONE,
    CallBackURL: callbackUrl,
    AccountReference: 'ORDER-17',
    TransactionDesc: 'Shoes',
  };
}

/** The fields a buy-goods push to the seeded till differs in. */
export const TILL_PUSH = {
  BusinessShortCode: '300583',
  Password: password('300583'),
  TransactionType: 'CustomerBuyGoodsOnline',
  PartyB: '300584',
};

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
