import { describe, expect, it } from '@jest/globals';
import { systemRandom } from '../../values/random.js';
import { CallbackUrlSeal } from '../callback-url-seal.js';
import type { StoredC2bRegistration } from './c2b-registration.store.js';
import { SealedRegistrations } from './sealed-registrations.js';

const TOKENS = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'] as const;
const registration: StoredC2bRegistration = {
  shortcode: '600000',
  account: 'default',
  version: 'v2',
  responseType: 'Completed',
  confirmationUrl: `https://pay.example.co.ke/callbacks/c2b-confirmation/600000/${TOKENS[0]}`,
  validationUrl: `https://pay.example.co.ke/callbacks/c2b-validation/600000/${TOKENS[1]}`,
  registeredAt: 1_000,
  outcome: 'registered',
  answerCode: '0',
  answerText: 'Success',
};

function fixture() {
  const rows = new Map<string, StoredC2bRegistration>();
  const store = {
    put: async (row: StoredC2bRegistration) => void rows.set(row.shortcode, row),
    get: async (shortcode: string) => rows.get(shortcode) ?? null,
  };
  const under = (...secrets: [string, ...string[]]) =>
    new SealedRegistrations(store, new CallbackUrlSeal(secrets, systemRandom));
  return { rows, under };
}

describe('a kept registration', () => {
  it('has no token in clear, and gives the URLs again as they were', async () => {
    const { rows, under } = fixture();
    await under('new').put(registration);
    const row = JSON.stringify(rows.get('600000'));
    for (const token of TOKENS) expect(row).not.toContain(token);
    expect(rows.get('600000')?.confirmationUrl).toMatch(
      /^https:\/\/pay\.example\.co\.ke\/callbacks\/c2b-conf/,
    );
    expect(await under('new').get('600000')).toEqual(registration);
    expect(await under('new').get('600001')).toBeNull();
  });

  it('is opened by any secret of the ring, by no other, and in no other row', async () => {
    const { rows, under } = fixture();
    await under('old').put(registration);
    expect(await under('new', 'old').get('600000')).toEqual(registration);
    const masked = registration.confirmationUrl.replace(TOKENS[0], '…');
    expect(await under('new').get('600000')).toMatchObject({ confirmationUrl: masked });
    rows.set('600001', { ...rows.get('600000')!, shortcode: '600001' });
    expect((await under('old').get('600001'))?.confirmationUrl).toBe(masked);
  });

  it('of a URL without token stays as it is', async () => {
    const { under } = fixture();
    const bare = { ...registration, confirmationUrl: 'https://pay.example.co.ke/c' };
    await under('new').put(bare);
    expect(await under('new').get('600000')).toEqual(bare);
  });
});
