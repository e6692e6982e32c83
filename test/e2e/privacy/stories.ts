/** Zawadi goes through every product that stores anything; each story ends where nothing of it is under way any more. */
import { expect } from '@jest/globals';
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  B2bExpressService,
  BillManagerService,
  BongaService,
  DataBundlesService,
  DynamicQrService,
  IdValidationService,
  InquiryRefusedError,
  OnMpesa,
  PersonalDataService,
  PullService,
  RecipientNameService,
  RestoreService,
  StandingOrderService,
  StatementService,
  SubscriberService,
  type PaymentSucceeded,
} from 'nestjs-mpesa';
import { eventually } from '../../support/eventually.js';
import { statementOf } from '../../support/statement.js';
import { atRest, travel } from '../../support/story.js';
import { OFFICE, type Office } from '../money-out/office.js';
import { validatorThat } from '../c2b/customers.js';
import { LANDLORD, STORE, TILL } from '../money-out/products.js';
import { ABOUT, CHOSEN, LOCAL, NAME, TYPED, WORD, ZAWADI } from './zawadi.js';

/** The phone of the till’s operator in the simulator’s world. */
const TILL_PHONE = '254722000000';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** What operators may say of a payment. */
const texts = { remarks: `for ${WORD}`, occasion: `${WORD} ${LOCAL}`, metadata: ABOUT };
/** What a customer is asked with. */
const asked = { phone: LOCAL, reference: TYPED, description: WORD, metadata: ABOUT };

/** A handler that fails, and says of whom it could make nothing. */
@Injectable()
export class FailingBooks {
  @OnMpesa('payment.succeeded')
  paid({ phone, partyName, metadata }: PaymentSucceeded): void {
    throw new Error(`no account for ${phone} ${partyName} ${JSON.stringify(metadata)}`);
  }
}

/** A validator that fails over a rent, and refuses anything else: both in words about her. */
export const FailingValidator = validatorThat(({ reference }) => {
  if (reference?.startsWith('Rent')) throw new Error(`no account ${reference} of ${NAME}`);
  return { accept: false, code: 'C2B00012', reason: `${NAME} has no ${reference}` };
});

async function push(it: Office, action: 'pay' | 'cancel'): Promise<string> {
  const { id } = await it.stk.request({ ...asked, amount: 10, idempotencyKey: `push ${action}` });
  await eventually(() => it.sim.phone(ZAWADI).prompt);
  await it.sim.answer(ZAWADI, { action });
  await atRest(it);
  return id;
}

async function byHand(it: Office, amount = 100): Promise<string> {
  if (it.sim.shortcode(OFFICE).registration === null) await it.c2b.registerUrls();
  const { receipt } = await it.sim.pay(ZAWADI, { shortcode: OFFICE, account: `Rent ${TYPED}`, amount });
  await atRest(it);
  return receipt ?? '';
}

async function judged(it: Office): Promise<void> {
  await it.c2b.registerUrls();
  it.sim.setShortcode(OFFICE, { externalValidation: 'on' });
  await byHand(it);
  const refused = await it.sim.pay(ZAWADI, { shortcode: OFFICE, account: TYPED, amount: 5 });
  expect(refused).toMatchObject({ accepted: false, resultCode: 'C2B00012' });
  await atRest(it);
}

/** A confirmation as the older products send it: the number in clear, or hashed. */
async function confirmed(it: Office, last: string, MSISDN: string): Promise<void> {
  const receipt = `${(await byHand(it)).slice(0, 7)}${last}`;
  const at = new Date(it.clock.now() + 3 * 60 * MINUTE).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const [FirstName, LastName] = NAME.split(' ');
  await it.post(it.callbackUrl('c2b-confirmation', OFFICE), {
    TransactionType: 'Pay Bill',
    TransID: receipt,
    TransTime: at,
    TransAmount: '40.00',
    BusinessShortCode: OFFICE,
    BillRefNumber: TYPED,
    MSISDN,
    FirstName,
    LastName,
  });
  await atRest(it);
}

/** A result for a payment that nobody knows. */
async function unmatched(it: Office): Promise<void> {
  const body = { Body: { stkCallback: { ResultCode: 1032, ResultDesc: `${NAME} ${ZAWADI}` } } };
  await it.post(it.callbackUrl('stk', '0193f2a0-0000-7000-8000-00000000dead'), body);
  await atRest(it);
}

async function settled(it: Office, sent: Promise<{ readonly id: string }>): Promise<void> {
  await sent;
  await it.sim.settled();
  await atRest(it);
}

async function pulled(it: Office): Promise<void> {
  await byHand(it);
  it.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost', count: 1 });
  await it.app.get(PullService).register({ nominatedPhone: LOCAL });
  await byHand(it, 55);
  await travel(5 * MINUTE, it.clock, it.sim);
  await it.work.gapFill();
  await atRest(it);
}

async function imported(it: Office): Promise<void> {
  const receipt = `${(await byHand(it)).slice(0, 7)}ZZZ`;
  const party = `${ZAWADI} - ${NAME}`;
  const lines = statementOf([{ receipt, at: it.clock.now(), paidIn: '77.00', party }]);
  await it.app.get(StatementService).import(lines.replace('DUKA LTD', `${OFFICE} - DUKA LTD`));
  await atRest(it);
}

async function billed(it: Office): Promise<void> {
  const bills = it.app.get(BillManagerService);
  await bills.optIn({ email: 'office@example.co.ke', contactPhone: '0722 000 000' });
  const words = { customerName: NAME, title: WORD, reference: 'A1' };
  const bill = { ...words, phone: LOCAL, period: 'November 2026', dueDate: '2027-12-05', amount: 80 };
  await bills.invoice({ ...bill, id: `INV ${CHOSEN}` });
  const { receipt = '' } = await it.sim.pay(ZAWADI, { shortcode: OFFICE, account: 'A1', amount: 80 });
  await atRest(it);
  const [paid] = (await it.payments.find({ receipt })).items;
  await bills.acknowledge({
    paymentId: paid?.id ?? '',
    invoiceId: `INV ${CHOSEN}`,
    customerName: NAME,
    title: WORD,
  });
}

async function standing(it: Office, name: string, action: 'pay' | 'cancel'): Promise<void> {
  const day = (days: number) => new Date(it.clock.now() + days * DAY).toISOString().slice(0, 10);
  const days = { startsOn: day(1), endsOn: day(2) };
  await it.app.get(StandingOrderService).create({ ...asked, ...days, name, amount: 45, frequency: 'daily' });
  await eventually(() => it.sim.phone(ZAWADI).prompt);
  await it.sim.answer(ZAWADI, { action });
  await atRest(it);
}

async function till(it: Office): Promise<void> {
  it.sim.setShortcode(STORE, { balanceCents: 10_000_00 });
  await it.app.get(B2bExpressService).request({ till: TILL, amount: 71, partnerName: NAME, metadata: ABOUT });
  await eventually(() => it.sim.phone(TILL_PHONE).prompt);
  await it.sim.answer(TILL_PHONE, { action: 'pay' });
  await atRest(it);
}

async function answered(it: Office): Promise<void> {
  const { id } = await it.b2c.pay({ ...texts, phone: LOCAL, amount: 20 });
  await it.sim.settled();
  await atRest(it);
  const { receipt } = await it.payments.get(id);
  await heard(it, it.status.query({ receipt: receipt ?? '' }));
  await heard(it, it.balance.get());
}

/** Works off what comes until the answer is there. */
async function heard(it: Office, answer: Promise<unknown>): Promise<void> {
  let over = false;
  const end = (): void => void (over = true);
  answer.then(end, end);
  while (!over) await atRest(it);
  await answer;
}

async function givenBack(it: Office): Promise<void> {
  const [paid] = (await it.payments.find({ receipt: await byHand(it) })).items;
  await settled(it, it.reversals.request({ ...texts, paymentId: paid?.id ?? '' }));
}

/** A success that does not tell the names of its request is asked about, and kept until then. */
async function claimed(it: Office): Promise<void> {
  const { id } = await it.stk.request({ ...asked, amount: 10 });
  const Item = [
    { Name: 'Amount', Value: 10 },
    { Name: 'PhoneNumber', Value: Number(ZAWADI) },
  ];
  const stkCallback = { ResultCode: 0, ResultDesc: `of ${NAME}`, CallbackMetadata: { Item } };
  await it.post(it.callbackUrl('stk', id), { Body: { stkCallback } });
  await it.work.inbox();
}

/** What the office writes down of its own people: it erases, closes a restore, and is told that its operator is locked. */
async function officeWork(it: Office): Promise<void> {
  const ours = { by: 'Amina', reason: 'asked for' };
  await it.app.get(PersonalDataService).export(LOCAL, ours);
  await it.app.get(PersonalDataService).erase(LOCAL, ours);
  await it.app.get(RestoreService).mark({ backupAt: it.clock.now() - MINUTE });
  await it.app.get(RestoreService).close(ours);
  await byHand(it);
  it.sim.setInitiator(OFFICE, 'testapi', { locked: true });
  await heard(it, expect(it.balance.get()).rejects.toThrow(InquiryRefusedError));
}

/** Nothing of these is stored, which they show by leaving no trace. */
async function questions({ app }: Office): Promise<void> {
  await app.get(RecipientNameService).find({ phone: LOCAL });
  await app.get(SubscriberService).imsi({ phone: LOCAL });
  await app.get(IdValidationService).validate({ phone: LOCAL, idType: 'national', idNumber: '12345678' });
  await app.get(DynamicQrService).generate({ amount: 1, reference: 'INV-9', merchantName: NAME });
  await app.get(DataBundlesService).offers({ phone: LOCAL });
}

async function points(it: Office): Promise<void> {
  await it.c2b.registerUrls();
  await it.app.get(BongaService).redeem({ phone: LOCAL, amount: 10, points: 50, reference: TYPED });
  await atRest(it);
}

export const STORIES: Readonly<Record<string, (it: Office) => Promise<unknown>>> = {
  'STK push, paid': (it) => push(it, 'pay'),
  'STK push, cancelled': (it) => push(it, 'cancel'),
  'C2B, masked': byHand,
  'C2B, judged first': judged,
  'C2B, in clear': (it) => confirmed(it, 'AAA', ZAWADI),
  'C2B, hashed': (it) => confirmed(it, 'BBB', createHash('sha256').update(ZAWADI).digest('hex')),
  'a callback for nobody we know': unmatched,
  B2C: (it) =>
    settled(it, it.b2c.pay({ ...texts, phone: LOCAL, amount: 20, idempotencyKey: `wage of ${CHOSEN}` })),
  Pochi: (it) => settled(it, it.pochi.pay({ ...texts, phone: LOCAL, amount: 20 })),
  B2B: (it) =>
    settled(it, it.b2b.payBill({ ...texts, to: LANDLORD, amount: 20, reference: TYPED, requester: LOCAL })),
  'top up': (it) => settled(it, it.b2b.topUp({ ...texts, to: LANDLORD, amount: 20 })),
  tax: (it) => {
    const { remarks, metadata } = texts;
    return settled(it, it.tax.remit({ remarks, metadata, amount: 20, prn: 'PRN1234XN' }));
  },
  'B2B Express': till,
  reversal: givenBack,
  'status and balance': answered,
  Pull: pulled,
  'statement import': imported,
  'Bill Manager': billed,
  'standing order, agreed to': (it) => standing(it, `Rent ${WORD}`, 'pay'),
  'standing order, declined': (it) => standing(it, `Gym ${WORD}`, 'cancel'),
  Bonga: points,
  'a success that is not believed yet': claimed,
  'what the office does': officeWork,
  'questions that keep nothing': questions,
};
