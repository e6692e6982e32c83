import { parseC2bNotification } from '../../../daraja/contracts/c2b-callbacks.contract.js';
import { formatCents } from '../../../values/money.js';
import type { Bench } from '../bench.js';
import type { HandOrder } from '../c2b-shortcode.js';
import type { HandPayment } from '../simulator-control.js';
import type { Observation, TestCase } from '../test-case.js';

const subject = 'c2b';

const register: TestCase = {
  subject,
  name: 'Validation and confirmation URLs are registered',
  expected: 'the URLs are taken',
  needs: ['callbacks'],
  async run({ c2b }, note) {
    const answer = await c2b.register();
    note('OriginatorCoversationID', answer.OriginatorCoversationID);
    const { alreadyRegistered, ResponseDescription: text } = answer;
    // Kept as they were, they are not ours, and no confirmation would come here.
    return { actual: text ?? 'taken, without a word', passed: !alreadyRegistered };
  },
};

const confirmed: TestCase = {
  subject,
  name: 'A customer pays, and the confirmation URL is told',
  expected: 'a confirmation with receipt, account GOLIVE-C2B and KES 10.00',
  needs: ['callbacks'],
  async run({ c2b }, note) {
    const order = { account: 'GOLIVE-C2B', amount: 10 };
    const { TransID, TransAmount, BillRefNumber } = await c2b.pay(order, note);
    const amount = TransAmount === null ? 'no amount' : `KES ${formatCents(TransAmount)}`;
    const actual = `a confirmation with receipt ${TransID}, account ${BillRefNumber} and ${amount}`;
    return { actual, passed: TransAmount === order.amount * 100 };
  },
};

const simulated: TestCase = {
  subject,
  name: 'A payment played with the simulate API',
  expected: 'accepted, and a confirmation with account GOLIVE-SIM',
  needs: ['callbacks'],
  async run({ c2b }, note) {
    await c2b.register();
    const order = { account: 'GOLIVE-SIM', amount: 11 };
    await c2b.simulate(order, note);
    const { TransID, BillRefNumber } = await c2b.confirmed(order, note);
    return { actual: `a confirmation with receipt ${TransID}, account ${BillRefNumber}`, passed: true };
  },
};

const validated: TestCase = {
  subject,
  name: 'External validation: the validation URL accepts a payment',
  expected: 'it is asked, and the payment is made and confirmed',
  needs: ['callbacks', 'simulator'],
  async run(bench, note) {
    const order = { account: 'GOLIVE-YES', amount: 12 };
    const paid = await payValidated(bench, order, { ResultCode: '0', ResultDesc: 'Accepted' });
    if (!paid.accepted) return { actual: `the payment was refused: ${paid.reason}`, passed: false };
    const { TransID } = await bench.c2b.confirmed(order, note);
    return { actual: `asked; confirmed with receipt ${TransID}`, passed: true };
  },
};

const refused: TestCase = {
  subject,
  name: 'External validation: the validation URL refuses a payment',
  expected: 'it is asked, and the payment is not made',
  needs: ['callbacks', 'simulator'],
  async run(bench): Promise<Observation> {
    const order = { account: 'GOLIVE-NO', amount: 13 };
    const paid = await payValidated(bench, order, {
      ResultCode: 'C2B00012',
      ResultDesc: 'Rejected',
    });
    const actual = paid.accepted ? 'asked, and the payment was made' : `asked; not made: ${paid.reason}`;
    return { actual, passed: !paid.accepted };
  },
};

export const C2B_CASES: readonly TestCase[] = [register, confirmed, simulated, validated, refused];

/** Pays under validation; resolves only when the validation URL was asked about this very payment. */
async function payValidated(
  { c2b, simulator, settings }: Bench,
  order: HandOrder,
  reply: object,
): Promise<HandPayment> {
  if (!simulator) throw new Error('only a simulator switches validation on');
  await c2b.register();
  const { c2bShortcode: shortcode, phone } = settings;
  c2b.validations.reply = reply;
  const paid = await simulator.whileValidating(shortcode, () =>
    simulator.pay(phone, { ...order, shortcode }),
  );
  await c2b.validations.first((body) => {
    const asked = parseC2bNotification(body);
    return asked?.BillRefNumber === order.account ? asked : null;
  });
  return paid;
}
