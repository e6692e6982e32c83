import { Logger, type Provider } from '@nestjs/common';
import { C2bValidationDesk } from '../callbacks/c2b-validation-desk.js';
import { CallbackDoor } from '../callbacks/callback-door.js';
import { CallbackReception } from '../callbacks/callback-reception.js';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { QuestionWords } from '../callbacks/question-words.js';
import { CallbackInbox } from '../inbox/callback-inbox.js';
import { HostPlugins } from './host-plugins.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { RefusalLogs } from './refusal-logs.js';
import { MPESA_CLOCK, MPESA_RESOLVED_OPTIONS } from './tokens.js';
import type { Clock } from '../values/clock.js';
import { KeyedDigests } from '../values/keyed-digests.js';

const REMEMBERED_ADDRESSES = 100;

/** The door: URLs, address list, storing, C2B validation. */
export function callbackProviders(path: string): Provider[] {
  return [
    RefusalLogs,
    {
      provide: CallbackUrls,
      useFactory: ({ callbacks }: ResolvedOptions) =>
        new CallbackUrls({ baseUrl: callbacks.baseUrl, path, secrets: callbacks.secrets }),
      inject: [MPESA_RESOLVED_OPTIONS],
    },
    {
      provide: KeyedDigests,
      useFactory: ({ callbacks }: ResolvedOptions) => new KeyedDigests(callbacks.secrets),
      inject: [MPESA_RESOLVED_OPTIONS],
    },
    {
      provide: QuestionWords,
      useFactory: ({ callbacks }: ResolvedOptions) => new QuestionWords(callbacks.secrets),
      inject: [MPESA_RESOLVED_OPTIONS],
    },
    {
      provide: CallbackDoor,
      useFactory: createDoor,
      inject: [
        CallbackInbox,
        KeyedDigests,
        MPESA_CLOCK,
        MPESA_RESOLVED_OPTIONS,
        BestEffortEvents,
        RefusalLogs,
      ],
    },
    {
      provide: C2bValidationDesk,
      useFactory: createDesk,
      inject: [CallbackDoor, CallbackInbox, AccountDirectory, MPESA_RESOLVED_OPTIONS, HostPlugins],
    },
    {
      provide: CallbackReception,
      useFactory: (urls: CallbackUrls, door: CallbackDoor, validation: C2bValidationDesk) =>
        new CallbackReception({ urls, door, validation }),
      inject: [CallbackUrls, CallbackDoor, C2bValidationDesk],
    },
  ];
}

function createDoor(
  inbox: CallbackInbox,
  digests: KeyedDigests,
  clock: Clock,
  { callbacks }: ResolvedOptions,
  ...[bestEffort, refusalLogs]: [BestEffortEvents, RefusalLogs]
): CallbackDoor {
  const log = new Logger('MpesaCallbacks');
  // Behind a proxy every callback comes from one address: one line tells it.
  const warned = new Set<string | null>();
  const refusals = refusalLogs.open(log);
  return new CallbackDoor({
    inbox,
    mode: callbacks.mode,
    addresses: callbacks.addresses,
    listIsComplete: callbacks.listIsComplete,
    digests,
    clock,
    onRefused: (status, reason, sourceAddress) => {
      // What keeps genuine callbacks out deserves a line each time.
      if (status === 503) log.error(`a callback was refused with 503: ${reason}`);
      else refusals.note(status, sourceAddress);
      bestEffort.emit({ type: 'callback.refused', status, reason, sourceAddress });
    },
    onUnlisted: (sourceAddress, enforced) => {
      if (!enforced && warned.has(sourceAddress)) return;
      if (warned.size < REMEMBERED_ADDRESSES) warned.add(sourceAddress);
      const from = sourceAddress ?? 'an unknown address';
      log.warn(`a callback came from ${from}, which is not on the list${enforced ? ': not believed' : ''}`);
    },
  });
}

function createDesk(
  door: CallbackDoor,
  inbox: CallbackInbox,
  accounts: AccountDirectory,
  { validation }: ResolvedOptions,
  plugins: HostPlugins,
): C2bValidationDesk {
  const log = new Logger('MpesaCallbacks');
  return new C2bValidationDesk({
    door,
    inbox,
    accounts,
    validator: () => plugins.c2bValidator,
    ...validation,
    onWarning: (message) => log.warn(message),
  });
}
