import { describe, expect, it } from '@jest/globals';
import { hashPhone } from './payer-identity.js';
import { PersonMentions } from './person-mentions.js';

const PHONE = '254796012345';
const RECEIPT = 'UKL7RT61SV';
const ID = '0193a5e8-7c2b-7d11-9a3e-1f2d3c4b5a69';
const mentions = new PersonMentions(PHONE, [RECEIPT, ID]);

describe('a text tells of somebody', () => {
  it.each([
    ['by the number as M-Pesa writes it', `{"MSISDN":${PHONE}}`],
    ['by the number as people write it', 'call 0796012345.'],
    ['by the number behind a prefix', 'FT120796012345'],
    ['by the name of a push, which ends with it', 'ws_CO_30112026101500123796012345'],
    ['by a hash of the number', `"msisdn":"${hashPhone(PHONE)}"`],
    ['by a receipt', `{"TransID":"${RECEIPT}"}`],
    ['by a receipt inside a longer word', `REF7${RECEIPT}X`],
    ['by the id of a payment', `https://shop.example/orders/${ID}/paid`],
  ])('%s', (_, text) => expect(mentions.in(text)).toBe(true));

  it.each([
    ['a time that begins like the number', '{"occurredAt":1796012345678}'],
    ['another number', '0796012346'],
    ['another receipt', 'UKL7RT61SW'],
    ['a hash of another number', hashPhone('254796012346')],
    ['another id', ID.replace('9a3e', '9a3f')],
    ['nothing', ''],
  ])('and not by %s', (_, text) => expect(mentions.in(text)).toBe(false));

  it('only where a database that looks for its words would find it', () => {
    expect(mentions.words).toEqual([PHONE.slice(3), hashPhone(PHONE), RECEIPT, ID]);
  });
});
