/** M-Pesa’s word that it does not know the operator who asked. */
import { describe, expect, it } from '@jest/globals';
import { inMemoryStorage } from '../../testing/in-memory/in-memory-storage.js';
import { NOON, samplePush } from '../../testing/in-memory/sample-payments.js';
import type { Payment } from '../../payments/payment.js';
import { sawRefusedQuestion } from './refused-question.js';

const asked = samplePush({ id: 'payout', kind: 'b2c', direction: 'out', initiator: 'api-clerk', checks: 1 });

async function refuse(payment: Payment, isProven: boolean) {
  const { unitOfWork, payments, queries } = inMemoryStorage(() => 'id');
  const [stopped, lines, about]: [string[], string[], string[]] = [[], [], []];
  const deps = {
    queries,
    operators: { sawResult: async ({ initiator }: { initiator: string }) => void stopped.push(initiator) },
    accounts: { find: async () => null },
    onUnproven: (operator: string, line: string) => {
      about.push(operator);
      lines.push(line);
    },
  };
  await unitOfWork.run((tx) => payments.insert(tx, [payment]));
  const refusal = { paymentId: 'payout', resultCode: '2001', resultText: 'made up', isProven, at: NOON };
  await sawRefusedQuestion(deps, refusal);
  return { stopped, lines, about };
}

describe('a refusal of the operator', () => {
  it('stops the operator when it brings back the word of the question', async () => {
    expect(await refuse(asked, true)).toEqual({ stopped: ['api-clerk'], lines: [], about: [] });
  });

  it('stops nobody without the word, and says loudly who may be locked by M-Pesa, where to look, and nothing that was made up', async () => {
    const { stopped, lines, about } = await refuse(asked, false);
    expect(stopped).toEqual([]);
    expect(about).toEqual(['operator api-clerk of account default']);
    expect(lines).toEqual([
      expect.stringMatching(
        /operator api-clerk of account default \(result 2001\).*payment payout.*organisation portal/,
      ),
    ]);
    expect(lines[0]).not.toContain('made up');
  });

  it.each([true, false])('is nothing where nobody has asked, proven or not: %p', async (isProven) => {
    for (const over of [{ checks: 0 }, { nextCheckAt: null }])
      expect(await refuse({ ...asked, ...over }, isProven)).toEqual({ stopped: [], lines: [], about: [] });
  });
});
