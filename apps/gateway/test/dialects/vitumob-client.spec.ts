/** A client of Vitumob's API as the operator makes one: from the command line, with its callback. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { eventually } from '../../../../test/support/eventually.js';
import { ClientCliModule } from '../../src/cli/client-cli.module.js';
import { runClientCommand } from '../../src/cli/client-commands.js';
import { addressList, type VitumobSettings } from '../../src/setup/dialect-settings.js';
import { startMerchant, type Merchant } from '../support/merchant.js';
import { PHONE, startTestGateway, type TestGateway } from '../support/test-gateway.js';

describe('a client that the command line made for Vitumob’s API', () => {
  const vitumob: { -readonly [Field in keyof VitumobSettings]: VitumobSettings[Field] } = {
    clientId: '',
    addresses: addressList('-', ''),
    roundUp: false,
  };
  let gateway: TestGateway;
  let merchant: Merchant;
  let cli: INestApplicationContext;

  beforeAll(async () => {
    gateway = await startTestGateway({ settings: { dialects: { vitumob } } });
    merchant = await startMerchant();
    cli = await NestFactory.createApplicationContext(ClientCliModule.with(gateway.settings), {
      logger: false,
    });
  });
  afterAll(async () => {
    await cli.close();
    await gateway.close();
    await merchant.close();
  });

  const create = async (format: string): Promise<Map<string, string>> => {
    const options = { name: 'Vitumob', callback: merchant.url, 'callback-format': format };
    const lines = await runClientCommand(cli, 'create', options);
    return new Map(
      lines.map((line) => [line.slice(0, 16).trim(), line.slice(16).split('  ')[0]?.trim() ?? '']),
    );
  };

  it('gets a token, prompts, and is told the outcome at its callback in the dialect’s words', async () => {
    const made = await create('vitumob');
    const [id = '', secret = ''] = [made.get('client id'), made.get('client secret')];
    vitumob.clientId = id;
    const basic = Buffer.from(`${id}:${secret}`).toString('base64');
    const token = await gateway.http.with({ authorization: `Basic ${basic}` }).get('/payments/mpesa/token/');
    const pushed = await gateway.http
      .with({ authorization: String(token.body['access_token']) })
      .post('/payments/mpesa/payment/push/request', {
        order: { order_id: '1234567891', user_phone_number: PHONE, amount: '41' },
      });
    expect([pushed.status, pushed.body['user_id']]).toEqual([200, id]);
    await gateway.sim.answer(PHONE, { action: 'pay' });
    const told = await eventually(() => merchant.messages.find(({ body }) => body['order_id'] !== undefined));
    expect(told.body).toMatchObject({ order_id: '1234567891', status: 'completed', amount: 41 });
  });

  it('is not given a callback in words that nobody speaks', async () => {
    await expect(create('latin')).rejects.toThrow('format "latin" is refused: must be one of');
  });
});
