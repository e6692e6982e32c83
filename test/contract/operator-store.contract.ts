import type { OperatorStore } from '../../libs/mpesa/src/operations/operators/operator.store.js';
import type { PairCase } from './daraja-stores.contract.js';
import { same } from './same.js';

const clerk = {
  account: 'default',
  initiator: 'clerk',
  resultCode: '2001',
  resultText: 'The initiator information is invalid.',
  lockedAt: 1_000,
} as const;

/** What every OperatorStore promises. */
export function operatorStoreContract(): Array<PairCase<OperatorStore>> {
  return [
    {
      name: 'knows nobody who was not stopped',
      run: async (one) => {
        same(await one.find('default', 'clerk'), null);
        same(await one.list(), []);
        same(await one.unlock('default', 'clerk', 1), false);
      },
    },
    {
      name: 'stops an operator once, for every instance, and keeps why',
      run: async (one, two) => {
        const later = { ...clerk, resultCode: '8006', resultText: null, lockedAt: 2_000 };
        same(await one.lock(clerk, 900), true);
        same(await two.lock(later, 1_900), false);
        same(await two.find('default', 'clerk'), clerk);
        same(await two.list(), [clerk]);
      },
    },
    {
      name: 'tells one of several instances that stop it at once',
      run: async (one, two) => {
        const told = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => (n % 2 ? one : two).lock(clerk, 900)));
        same(told.filter(Boolean).length, 1);
      },
    },
    {
      name: 'keeps accounts and operators apart',
      run: async (one) => {
        const others = [
          { ...clerk, account: 'shop', lockedAt: 3_000 },
          { ...clerk, initiator: 'Clerk', resultText: null, lockedAt: 2_000 },
        ];
        for (const operator of [...others, clerk]) same(await one.lock(operator, 900), true);
        same(await one.list(), [clerk, others[1], others[0]]);
        same(await one.unlock('default', 'clerk', 4_000), true);
        same(await one.list(), [others[1], others[0]]);
      },
    },
    {
      name: 'does not stop it again for what was sent before it was unlocked',
      run: async (one, two) => {
        await one.lock(clerk, 900);
        same(await two.unlock('default', 'clerk', 5_000), true);
        same(await one.find('default', 'clerk'), null);
        same(await one.lock({ ...clerk, lockedAt: 6_000 }, 4_999), false);
        same(await one.find('default', 'clerk'), null);
        same(await one.lock({ ...clerk, lockedAt: 7_000 }, 5_000), true);
        same(await two.find('default', 'clerk'), { ...clerk, lockedAt: 7_000 });
      },
    },
  ];
}
