import { Logger, type Provider } from '@nestjs/common';
import { AccountNameHandler } from '../callbacks/account-name-handler.js';
import { AccountNameTokens } from '../callbacks/account-name-tokens.js';
import { CallbackDoor } from '../callbacks/callback-door.js';
import { SignInBrake } from '../callbacks/sign-in-brake.js';
import { HostPlugins } from './host-plugins.js';
import { AccountDirectory } from '../options/account-directory.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { part } from './part.js';
import { RefusalLogs } from './refusal-logs.js';
import { MPESA_CLOCK, MPESA_RESOLVED_OPTIONS } from './tokens.js';

/** C2B Hakikisha: Safaricom asks us for names. */
export const HAKIKISHA_PROVIDER: Provider = part(
  AccountNameHandler,
  {
    door: CallbackDoor,
    accounts: AccountDirectory,
    clock: MPESA_CLOCK,
    options: MPESA_RESOLVED_OPTIONS,
    plugins: HostPlugins,
    bestEffort: BestEffortEvents,
    refusalLogs: RefusalLogs,
  },
  ({ options: { hakikisha, callbacks }, plugins, bestEffort, refusalLogs, ...deps }) => {
    const log = new Logger('MpesaCallbacks');
    const refusals = refusalLogs.open(log, ['sign-in for account names', 'sign-ins for account names']);
    const { login, tokenTtlMs, deadlineMs, fallbackName } = hakikisha;
    const signing = login && { ...login, tokenTtlMs, secrets: callbacks.secrets };
    return new AccountNameHandler({
      ...deps,
      brake: new SignInBrake(deps.clock),
      onSignInRefused: (status, sourceAddress) => {
        refusals.note(status, sourceAddress);
        bestEffort.emit({ type: 'callback.refused', status, reason: 'no sign-in', sourceAddress });
      },
      onSignInHeld: (held) => bestEffort.emit({ type: 'sign-in.held', ...held }),
      tokens: signing && new AccountNameTokens(signing, deps.clock),
      deadlineMs,
      fallbackName,
      resolver: () => plugins.accountNameResolver,
      onWarning: (message) => log.warn(message),
    });
  },
);
