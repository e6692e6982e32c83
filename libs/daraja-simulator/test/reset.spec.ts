import { describe, expect, it } from '@jest/globals';
import { PHONE } from './support/daraja-caller.js';
import { useStage } from './support/stage.js';

const stage = useStage();

describe('a reset', () => {
  it('forgets prompts, tokens, money, messages, faults and records, and keeps the settings', async () => {
    await stage.daraja.push(stage.host.url('/cb'));
    stage.sim.addFault({ op: 'stkpush', fault: 'slow' });
    stage.sim.configure({ promptMs: 5_000 });
    await stage.sim.reset();
    expect(stage.sim.phone(PHONE)).toMatchObject({ prompt: null, messages: [], balanceCents: 2_000_000 });
    expect([stage.sim.faults(), stage.sim.requests()]).toEqual([[], []]);
    expect(stage.sim.settings().promptMs).toBe(5_000);
    expect((await stage.daraja.push(stage.host.url('/cb'))).status).toBe(404);
    await stage.sim.advance(60_000);
    expect(stage.host.received).toEqual([]);
  });

  it('ends a callback that hangs, whose result then moves nothing in the new world', async () => {
    stage.host.on('/cb', () => undefined);
    await stage.daraja.push(stage.host.url('/cb'));
    const answered = stage.sim.answer(PHONE, { action: 'pay' });
    await stage.sim.waitFor(() => stage.host.received.length);
    await stage.sim.reset();
    await answered;
    expect(stage.sim.ledger().balances['shortcode:174379']).toBe(0);
    expect(stage.sim.requests()).toEqual([]);
  });

  it('lets go of a request that a fault keeps waiting', async () => {
    stage.sim.addFault({ op: 'stkpush', fault: 'slow', ms: 3_600_000 });
    const reply = stage.daraja.push(stage.host.url('/cb'));
    await stage.sim.waitFor((sim) => sim.faults()[0]?.fired);
    await stage.sim.reset();
    expect((await reply).status).toBe(404);
  });

  it('does not lose what the ledger must hold: the sum stays zero', async () => {
    await stage.sim.reset({ seed: { shortcodes: [], phones: [{ msisdn: PHONE, balanceCents: 70_000 }] } });
    expect(stage.sim.ledger().totals).toMatchObject({ net: 0, phones: 70_000, mint: -70_000 });
  });
});
