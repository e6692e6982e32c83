import { Logger, type Provider } from '@nestjs/common';
import { AccountNameDesk } from '../callbacks/account-name-desk.js';
import { AccountNameTokens } from '../callbacks/account-name-tokens.js';
import { CallbackDoor } from '../callbacks/callback-door.js';
import { HostPlugins } from './host-plugins.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { MPESA_CLOCK, MPESA_RESOLVED_OPTIONS } from './tokens.js';
import type { Clock } from '../values/clock.js';

/** C2B Hakikisha: Safaricom asks us for names. */
export function hakikishaProviders(): Provider[] {
  return [
    {
      provide: AccountNameDesk,
      useFactory: createNameDesk,
      inject: [CallbackDoor, AccountDirectory, MPESA_CLOCK, MPESA_RESOLVED_OPTIONS, HostPlugins],
    },
  ];
}

function createNameDesk(
  door: CallbackDoor,
  accounts: AccountDirectory,
  clock: Clock,
  { hakikisha, callbacks }: ResolvedOptions,
  plugins: HostPlugins,
): AccountNameDesk {
  const log = new Logger('MpesaCallbacks');
  const { login, tokenTtlMs, deadlineMs, fallbackName } = hakikisha;
  const tokens =
    login === null
      ? null
      : new AccountNameTokens({ ...login, tokenTtlMs, secrets: callbacks.secrets }, clock);
  return new AccountNameDesk({
    door,
    tokens,
    accounts,
    clock,
    deadlineMs,
    fallbackName,
    resolver: () => plugins.accountNameResolver,
    onWarning: (message) => log.warn(message),
  });
}
