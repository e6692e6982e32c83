import { Injectable, type Type } from '@nestjs/common';
import type { AccountNameAnswer } from 'daraja-simulator';
import { MpesaAccountNameResolver, type AccountNameRequest, type AccountNameResolver } from 'nestjs-mpesa';
import type { TestApp } from '../../support/test-app.js';

export const PAYBILL = '174379';
export const LOGIN = { username: 'safaricom', password: 'a-long-password:with-a-colon' };

/** A host's resolver that answers as a test wants it to. */
export function resolverThat(nameOf: AccountNameResolver['nameOf']): Type<AccountNameResolver> {
  @MpesaAccountNameResolver()
  @Injectable()
  class Resolver implements AccountNameResolver {
    nameOf(request: AccountNameRequest): string | null | Promise<string | null> {
      return nameOf(request);
    }
  }
  return Resolver;
}

/** Knows Jane's account, and no other. */
export const knowsJane = resolverThat(({ accountNumber }) =>
  accountNumber === 'INV-77' ? 'JANE DOE' : null,
);

export function urlsOf({ baseUrl }: TestApp, path = 'hakikisha'): { tokenUrl: string; notifyUrl: string } {
  return {
    tokenUrl: `${baseUrl}/${path}/auth/v1/generate`,
    notifyUrl: `${baseUrl}/${path}/c2b_hakikisha/v1/notify`,
  };
}

/** Safaricom signs in and asks whose account that is. */
export function safaricomAsks(
  shop: TestApp,
  over: { accountNumber?: string; shortcode?: string; path?: string; password?: string } = {},
): Promise<AccountNameAnswer> {
  const { accountNumber = 'INV-77', shortcode = PAYBILL, path, password = LOGIN.password } = over;
  const order = { ...urlsOf(shop, path), ...LOGIN, password, accountNumber };
  return shop.sim.askAccountName(shortcode, order);
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** A good token, got as Safaricom gets it. */
export async function tokenOf(shop: TestApp): Promise<string> {
  const headers = { authorization: basic(LOGIN.username, LOGIN.password) };
  const { body } = await shop.post(`${urlsOf(shop).tokenUrl}?grant_type=client_credentials`, {}, headers);
  return (body as { access_token: string }).access_token;
}

/** Asks with a token of one's own. */
export function askWith(shop: TestApp, token: string, body: unknown = question()) {
  return shop.post(urlsOf(shop).notifyUrl, body, { authorization: `Bearer ${token}` });
}

export function question(over: object = {}) {
  return { requestId: 'q-1', timestamp: '1728897681', accountNumber: 'INV-77', shortcode: PAYBILL, ...over };
}
