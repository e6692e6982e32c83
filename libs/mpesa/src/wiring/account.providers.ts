import { Logger, type Provider } from '@nestjs/common';
import { HostPlugins } from './host-plugins.js';
import { InitiatorCredentials } from '../operations/operators/initiator-credentials.js';
import { Operators } from '../operations/operators/operators.js';
import { OperatorsService } from '../operations/operators/operators.service.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { SourceAccounts } from '../options/source-accounts.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import type { Storage } from '../storage/storage.js';
import { MPESA_CLOCK, MPESA_RESOLVED_OPTIONS, MPESA_STORAGE } from './tokens.js';
import type { Clock } from '../values/clock.js';

/** Whose money it is, and who signs for it. */
export function accountProviders(): Provider[] {
  return [
    {
      provide: AccountDirectory,
      useFactory: createDirectory,
      inject: [MPESA_RESOLVED_OPTIONS, HostPlugins, MPESA_CLOCK],
    },
    { provide: InitiatorCredentials, useFactory: () => new InitiatorCredentials() },
    {
      provide: Operators,
      useFactory: createOperators,
      inject: [MPESA_STORAGE, BestEffortEvents, MPESA_CLOCK],
    },
    {
      provide: OperatorsService,
      useFactory: (storage: Storage, clock: Clock) =>
        new OperatorsService({ store: storage.operators, clock }),
      inject: [MPESA_STORAGE, MPESA_CLOCK],
    },
  ];
}

function createDirectory(options: ResolvedOptions, plugins: HostPlugins, clock: Clock): AccountDirectory {
  const taken = new Set(options.accounts.keys());
  let found: SourceAccounts | null = null;
  // The host's source is only found once the application is complete.
  const finder = (): SourceAccounts | null => {
    const { accountSource: source } = plugins;
    if (source !== null)
      found ??= new SourceAccounts({ source, defaults: options.accountDefaults, taken, clock });
    return found;
  };
  return new AccountDirectory(options.accounts, finder);
}

function createOperators(storage: Storage, bestEffort: BestEffortEvents, clock: Clock): Operators {
  const log = new Logger('MpesaOperators');
  return new Operators({
    store: storage.operators,
    clock,
    onLocked: (operator) => {
      const { account, initiator, resultCode, resultText } = operator;
      log.error(
        `operator ${initiator} of account ${account} is stopped: M-Pesa answered ${resultCode} ${resultText ?? ''}. ` +
          'Set it right in the organisation portal, then call OperatorsService.unlock',
      );
      bestEffort.emit({ type: 'operator.locked', ...operator });
    },
  });
}
