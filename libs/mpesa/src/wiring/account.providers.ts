import { Logger, type Provider } from '@nestjs/common';
import { HostPlugins } from './host-plugins.js';
import { InitiatorCredentials } from '../operations/operators/initiator-credentials.js';
import { Operators } from '../operations/operators/operators.js';
import { OperatorsService } from '../operations/operators/operators.service.js';
import { AccountDirectory } from '../options/account-directory.js';
import { SourceAccounts } from '../options/source-accounts.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { part } from './part.js';
import { MPESA_CLOCK, MPESA_RESOLVED_OPTIONS, MPESA_STORAGE } from './tokens.js';

const directory = part(
  AccountDirectory,
  { options: MPESA_RESOLVED_OPTIONS, plugins: HostPlugins, clock: MPESA_CLOCK },
  ({ options, plugins, clock }) => {
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
  },
);

const operators = part(
  Operators,
  { storage: MPESA_STORAGE, bestEffort: BestEffortEvents, clock: MPESA_CLOCK },
  ({ storage, bestEffort, clock }) => {
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
  },
);

/** Whose money it is, and who signs for it. */
export const ACCOUNT_PROVIDERS: readonly Provider[] = [
  part(HostPlugins, {}, () => new HostPlugins()),
  directory,
  part(InitiatorCredentials, {}, () => new InitiatorCredentials()),
  operators,
  part(
    OperatorsService,
    { storage: MPESA_STORAGE, clock: MPESA_CLOCK },
    ({ storage, clock }) => new OperatorsService({ store: storage.operators, clock }),
  ),
];
