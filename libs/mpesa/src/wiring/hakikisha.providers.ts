import { Logger, type Provider } from '@nestjs/common';
import { AccountNameDesk } from '../callbacks/account-name-desk.js';
import { AccountNameTokens } from '../callbacks/account-name-tokens.js';
import { CallbackDoor } from '../callbacks/callback-door.js';
import { SignInBrake } from '../callbacks/sign-in-brake.js';
import { HostPlugins } from './host-plugins.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { RefusalLogs } from './refusal-logs.js';
import { MPESA_CLOCK, MPESA_RESOLVED_OPTIONS } from './tokens.js';
import type { Clock } from '../values/clock.js';

/** C2B Hakikisha: Safaricom asks us for names. */
export function hakikishaProviders(): Provider[] {
  return [
    {
      provide: AccountNameDesk,
      useFactory: createNameDesk,
      inject: [
        CallbackDoor,
        AccountDirectory,
        MPESA_CLOCK,
        MPESA_RESOLVED_OPTIONS,
        HostPlugins,
        BestEffortEvents,
        RefusalLogs,
      ],
    },
  ];
}

function createNameDesk(
  door: CallbackDoor,
  accounts: AccountDirectory,
  clock: Clock,
  ...[{ hakikisha, callbacks }, plugins, bestEffort, refusalLogs]: [
    ResolvedOptions,
    HostPlugins,
    BestEffortEvents,
    RefusalLogs,
  ]
): AccountNameDesk {
  const log = new Logger('MpesaCallbacks');
  const refusals = refusalLogs.open(log, ['sign-in for account names', 'sign-ins for account names']);
  const { login, tokenTtlMs, deadlineMs, fallbackName } = hakikisha;
  const tokens =
    login === null
      ? null
      : new AccountNameTokens({ ...login, tokenTtlMs, secrets: callbacks.secrets }, clock);
  return new AccountNameDesk({
    door,
    brake: new SignInBrake(clock),
    onSignInRefused: (status, sourceAddress) => {
      refusals.note(status, sourceAddress);
      bestEffort.emit({ type: 'callback.refused', status, reason: 'no sign-in', sourceAddress });
    },
    onSignInHeld: (held) => bestEffort.emit({ type: 'sign-in.held', ...held }),
    tokens,
    accounts,
    clock,
    deadlineMs,
    fallbackName,
    resolver: () => plugins.accountNameResolver,
    onWarning: (message) => log.warn(message),
  });
}
