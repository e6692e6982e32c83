import type { Provider } from '@nestjs/common';
import { ACCOUNT_PROVIDERS } from './account.providers.js';
import { callbackProviders } from './callbacks.providers.js';
import { COLLECT_PROVIDERS } from './collect.providers.js';
import { DARAJA_PROVIDERS } from './daraja.providers.js';
import { GAP_FILL_PROVIDERS } from './gap-fill.providers.js';
import { HAKIKISHA_PROVIDER } from './hakikisha.providers.js';
import { INBOX_PROVIDERS } from './inbox.providers.js';
import { INQUIRY_PROVIDERS } from './inquiry.providers.js';
import { MONEY_OUT_PROVIDERS } from './money-out.providers.js';
import { OPERATION_PROVIDERS } from './operations.providers.js';
import { optionsProvider, type OptionSettings } from './option.providers.js';
import { part, value } from './part.js';
import { PAYMENT_PROVIDERS } from './payment.providers.js';
import { QUESTION_PROVIDERS } from './question.providers.js';
import { RECONCILIATION_PROVIDERS } from './reconciliation.providers.js';
import { CONNECTION_WAIT_MS } from '../storage/storage.js';
import { storageProvider } from './storage.providers.js';
import {
  MPESA_AFTER,
  MPESA_CLOCK,
  MPESA_CONNECTION_WAIT_MS,
  MPESA_DELAY,
  MPESA_NEW_ID,
  MPESA_RANDOM,
} from './tokens.js';
import { systemAfter } from '../values/alarm.js';
import { systemClock } from '../values/clock.js';
import { systemDelay } from '../values/delay.js';
import { systemRandom } from '../values/random.js';
import { createUuidV7 } from '../values/uuid-v7.js';

/** Time, chance, and the wait for a connection: what a test decides about. */
const OVERRIDABLE: readonly Provider[] = [
  part(MPESA_CLOCK, {}, () => systemClock()),
  value(MPESA_RANDOM, systemRandom),
  value(MPESA_DELAY, systemDelay),
  value(MPESA_AFTER, systemAfter),
  value(MPESA_CONNECTION_WAIT_MS, CONNECTION_WAIT_MS),
  part(MPESA_NEW_ID, { clock: MPESA_CLOCK, random: MPESA_RANDOM }, ({ clock, random }) =>
    createUuidV7(clock, random),
  ),
];

/** Every part of the module, wired once. Plain classes with factories, so that each can be made with `new` in a test. */
export function mpesaProviders(settings: OptionSettings): Provider[] {
  return [
    ...OVERRIDABLE,
    optionsProvider(settings),
    storageProvider(settings.dataSource),
    ...ACCOUNT_PROVIDERS,
    ...DARAJA_PROVIDERS,
    ...PAYMENT_PROVIDERS,
    ...INBOX_PROVIDERS,
    ...RECONCILIATION_PROVIDERS,
    ...callbackProviders(settings.callbackPath),
    HAKIKISHA_PROVIDER,
    ...OPERATION_PROVIDERS,
    ...MONEY_OUT_PROVIDERS,
    ...INQUIRY_PROVIDERS,
    ...QUESTION_PROVIDERS,
    ...GAP_FILL_PROVIDERS,
    ...COLLECT_PROVIDERS,
  ];
}
