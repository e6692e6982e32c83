import { describe, expect, it } from '@jest/globals';
import { OperatorLockedError } from '../../errors/operator-locked.error.js';
import { InMemoryOperatorStore } from '../../testing/in-memory/in-memory-operator.store.js';
import { NOON } from '../../testing/in-memory/sample-payments.js';
import { ManualClock } from '../../testing/manual-clock.js';
import type { LockedOperator } from './operator.store.js';
import { OperatorsService } from './operators.service.js';
import { Operators } from './operators.js';

const refused = {
  account: 'default',
  initiator: 'clerk',
  resultCode: '2001',
  resultText: 'The initiator information is invalid.',
  sentAt: NOON,
};

function fixture() {
  const clock = new ManualClock(NOON);
  const store = new InMemoryOperatorStore();
  const told: LockedOperator[] = [];
  const operators = new Operators({ store, clock, onLocked: (operator) => told.push(operator) });
  return { clock, operators, service: new OperatorsService({ store, clock }), told };
}

describe('an operator that M-Pesa refuses', () => {
  it.each(['2001', '18', '8006'])('is stopped by result %s, and told of once', async (resultCode) => {
    const { operators, service, told } = fixture();
    await operators.assertUsable('default', 'clerk');
    await operators.sawResult({ ...refused, resultCode });
    await operators.sawResult({ ...refused, resultCode });
    const { sentAt: _, ...rest } = refused;
    expect(told).toEqual([{ ...rest, resultCode, lockedAt: NOON }]);
    expect(await service.locked()).toEqual(told);
    const asking = operators.assertUsable('default', 'clerk');
    await expect(asking).rejects.toThrow(OperatorLockedError);
    await expect(asking).rejects.toMatchObject({
      explanation: { failure: expect.stringMatching(/^initiator-/), fault: 'caller', retryable: false },
    });
    await expect(asking).rejects.toMatchObject({ account: 'default', initiator: 'clerk', resultCode });
  });

  it.each(['0', '1', '17', '20', '21', '2040', 'SFC_IC0003'])(
    'goes on after result %s',
    async (resultCode) => {
      const { operators, told } = fixture();
      await operators.sawResult({ ...refused, resultCode });
      await operators.assertUsable('default', 'clerk');
      expect(told).toEqual([]);
    },
  );

  it('stops neither other operators of the account nor its namesake of another', async () => {
    const { operators } = fixture();
    await operators.sawResult(refused);
    await operators.assertUsable('default', 'reverser');
    await operators.assertUsable('shop', 'clerk');
  });

  it('goes on once the host has set it right, whatever results were still on their way', async () => {
    const { clock, operators, service, told } = fixture();
    await operators.sawResult(refused);
    clock.advance(60_000);
    expect(await service.unlock({ account: 'default', initiator: 'clerk' })).toBe(true);
    await operators.sawResult({ ...refused, sentAt: NOON + 59_000 });
    await operators.assertUsable('default', 'clerk');
    await operators.sawResult({ ...refused, sentAt: NOON + 61_000 });
    await expect(operators.assertUsable('default', 'clerk')).rejects.toThrow(OperatorLockedError);
    expect(told).toHaveLength(2);
    expect(await service.unlock({ account: 'default', initiator: 'nobody' })).toBe(false);
  });
});
