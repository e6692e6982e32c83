import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { DARAJA_DOCUMENT } from '../src/openapi/routes.js';
import { PHONE, TILL_PUSH } from './support/daraja-caller.js';
import { orgBodies, PATHS, PAYBILL } from './support/org-bodies.js';
import { useStage } from './support/stage.js';

const stage = useStage();
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(DARAJA_DOCUMENT, 'daraja');

function faults(schema: string, body: unknown): unknown {
  const validate = ajv.getSchema(`daraja#/components/schemas/${schema}`);
  return validate?.(body) ? null : (validate?.errors ?? 'no such schema');
}

/** A pay bill and a till, each paid, refused and paid by hand, with a validator: every callback there is. */
async function everyCallback(): Promise<void> {
  for (const [ShortCode, changes] of [
    ['174379', {}],
    ['300583', TILL_PUSH],
  ] as const) {
    const [ConfirmationURL, ValidationURL] = [stage.host.url('/c2b'), stage.host.url('/c2b')];
    await stage.daraja.register({ ShortCode, ConfirmationURL, ValidationURL });
    stage.sim.setShortcode(ShortCode, { externalValidation: 'on' });
    for (const action of ['pay', 'cancel'] as const) {
      await stage.daraja.push(stage.host.url('/stk'), changes);
      await stage.sim.answer(PHONE, { action });
    }
    await stage.sim.pay(PHONE, { shortcode: ShortCode, account: 'A 1', amount: 3 });
  }
  await stage.daraja.push(stage.host.url('/stk'), { ...TILL_PUSH, PartyB: '300583' });
  await stage.sim.settled();
}

describe('callbacks', () => {
  it('all fit the schemas of the OpenAPI document', async () => {
    await everyCallback();
    expect(stage.host.at('/stk').map(({ body }) => faults('StkCallback', body))).toEqual(Array(5).fill(null));
    expect(stage.host.at('/c2b').map(({ body }) => faults('C2bNotification', body))).toEqual(
      Array(8).fill(null),
    );
  });

  it('of organisations’ requests all fit too, queue timeouts included', async () => {
    const bodies = orgBodies(stage);
    const { receipt: TransactionID } = await stage.sim.pay(PHONE, {
      shortcode: PAYBILL,
      account: 'A',
      amount: 20,
    });
    const ops = ['b2c', 'b2b', 'tax', 'reversal', 'status', 'balance'] as const;
    for (const op of ops) {
      const about = op === 'reversal' || op === 'status' ? { TransactionID } : {};
      for (const fault of ['queue-timeout', null] as const) {
        if (fault) stage.sim.addFault({ op, fault, count: 1 });
        await stage.daraja.post(PATHS[op], { ...bodies[op], ...about });
        await stage.sim.settled();
      }
    }
    const sent = stage.host.received.map(({ body }) => faults('ResultCallback', body));
    expect(sent).toEqual(Array(2 * ops.length).fill(null));
  });

  it('would be caught with a key or a form that is not on the wire', () => {
    expect(faults('StkCallback', { Body: { stkCallback: { ResultCode: 0 } } })).not.toBeNull();
    expect(faults('C2bNotification', { TransID: 'x' })).not.toBeNull();
  });
});
