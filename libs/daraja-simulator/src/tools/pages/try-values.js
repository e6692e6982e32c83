/** What a form is filled in with: the seeded world, and what earlier requests and callbacks told. */

import { dashed, date, DAY, dateTime, stamp } from './east-africa.js';

const ACCOUNT = 'TRY-1';
const NAME = 'Try it';
const AMOUNT = '10';

/** The parts of the world that requests speak of; a world without them leaves fields empty. */
function cast({ world, memory }) {
  const paybills = world.shortcodes.filter(({ type }) => type === 'paybill');
  const collector = paybills.find(({ passkey }) => passkey) ?? paybills[0];
  const payer = paybills.find(({ balanceCents }) => balanceCents >= 10_000) ?? paybills[0];
  const phone = world.phones[0];
  return {
    collector: collector?.number ?? '',
    payer: payer?.number ?? '',
    payee: paybills.find((paybill) => paybill !== payer)?.number ?? '',
    till: world.shortcodes.find(({ type }) => type === 'till')?.payTo ?? '',
    operator: payer?.initiators[0]?.name ?? '',
    phone: phone?.msisdn ?? '',
    localPhone: (phone?.msisdn ?? '').replace(/^254/, '0'),
    name: phone?.name ?? '',
    idNumber: phone?.idNumber ?? '',
    receiver: memory.receivedBy ?? collector?.number ?? '',
  };
}

/** Who pays and who is paid; a field by `endpoint.field` where the endpoint has its own way. */
function parties(who) {
  return {
    BusinessShortCode: who.collector,
    ShortCode: who.collector,
    shortCode: who.collector,
    shortcode: who.collector,
    Identifier: who.collector,
    receiverShortCode: who.collector,
    CPI: who.collector,
    primaryShortCode: who.till,
    Initiator: who.operator,
    InitiatorName: who.operator,
    PartyA: who.payer,
    PartyB: who.payee,
    ReceiverParty: who.receiver,
    'stkpush.PartyA': who.phone,
    'stkpush.PartyB': who.collector,
    'b2c.PartyB': who.phone,
    'pochi.PartyB': who.phone,
    'tax.PartyB': '572572',
    'ratiba.PartyA': who.phone,
    PhoneNumber: who.phone,
    phoneNumber: who.localPhone,
    Msisdn: who.phone,
    msisdn: who.phone,
    customerNumber: who.phone,
    NominatedNumber: who.phone,
    officialContact: who.localPhone,
    fullName: who.name,
    idNumber: who.idNumber,
  };
}

/** The same in every world. */
const FIXED = {
  grant_type: 'client_credentials',
  AccountReference: ACCOUNT,
  'tax.AccountReference': 'PRN1234567',
  accountNumber: ACCOUNT,
  BillRefNumber: ACCOUNT,
  paymentRef: ACCOUNT,
  RefNo: ACCOUNT,
  Amount: AMOUNT,
  paidAmount: AMOUNT,
  price: '99',
  points: '100',
  bongaPoints: '50',
  conversionRate: '0.2',
  MerchantName: NAME,
  partnerName: NAME,
  Remarks: NAME,
  TransactionDesc: NAME,
  email: 'bills@example.co.ke',
  TrxCode: 'PB',
  Size: '300',
  OffSetValue: '0',
  serviceAccountId: '0',
  'ratiba.TransactionType': 'Standing Order Customer Pay Bill',
  Frequency: '2',
};

function times(now) {
  return {
    StartDate: dateTime(now - DAY),
    EndDate: dateTime(now + 60_000),
    'ratiba.StartDate': date(now + DAY),
    'ratiba.EndDate': date(now + 365 * DAY),
    StandingOrderName: `Try ${stamp(now).slice(8)}`,
    paymentDate: dashed(now),
  };
}

/** An originator id is the surer way to a transaction, a receipt the other. */
function remembered(memory, who) {
  const byOriginator = memory.originatorConversationId !== undefined;
  return {
    offeringId: memory.offeringId,
    id: memory.transactionId,
    CheckoutRequestID: memory.checkoutRequestId,
    TransactionID: memory.receipt,
    transactionId: memory.receipt,
    'status.TransactionID': byOriginator ? '' : memory.receipt,
    'status.PartyA': byOriginator ? who.payer : who.receiver,
    OriginalConversationID: memory.originatorConversationId,
  };
}

/** Fields that hold more than a text. */
function structured({ now, invoice }, who) {
  const bill = {
    externalReference: invoice,
    billedFullName: who.name,
    billedPhoneNumber: who.localPhone,
    billedPeriod: 'This month',
    invoiceName: NAME,
    dueDate: dashed(now + 14 * DAY),
    accountReference: ACCOUNT,
    amount: AMOUNT,
    invoiceItems: [{ itemName: NAME, amount: AMOUNT }],
  };
  const others = [`${invoice}-A`, `${invoice}-B`];
  return {
    ...bill,
    header: { requestID: NAME, timestamp: stamp(now) },
    body: { msisdn: who.phone, shortcode: who.payer },
    'billmanager-bulk.items': others.map((externalReference) => ({ ...bill, externalReference })),
    'billmanager-cancel-bulk.items': others.map((externalReference) => ({ externalReference })),
  };
}

/** `CallBackURL` is caught as `callback`, `QueueTimeOutURL` as `timeout`. */
function catcher(origin, op, field) {
  const name = field.toLowerCase().replace('url', '').replace('queue', '');
  return `${origin}/tools/callbacks/${op}/${name}`;
}

/** The text a field starts with. */
export function valueOf({ op }, field, given) {
  if (/url$/i.test(field.name)) return catcher(given.origin, op, field.name);
  const who = cast(given);
  const values = {
    ...parties(who),
    ...FIXED,
    ...times(given.now),
    ...remembered(given.memory, who),
    ...structured(given, who),
  };
  const value = values[`${op}.${field.name}`] ?? values[field.name] ?? field.options[0] ?? '';
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : value;
}
