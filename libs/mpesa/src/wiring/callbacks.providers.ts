import { Logger, type Provider } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { C2bValidationHandler } from '../callbacks/c2b-validation-handler.js';
import { CallbackDoor } from '../callbacks/callback-door.js';
import { CallbackReception } from '../callbacks/callback-reception.js';
import { CallbackRouteCheck } from '../callbacks/callback-route-check.js';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { QuestionWords } from '../callbacks/question-words.js';
import { UnlistedLog } from '../callbacks/unlisted-log.js';
import { CallbackInbox } from '../inbox/callback-inbox.js';
import { HostPlugins } from './host-plugins.js';
import { AccountDirectory } from '../options/account-directory.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { part } from './part.js';
import { RefusalLogs } from './refusal-logs.js';
import { MPESA_CLOCK, MPESA_RESOLVED_OPTIONS, MPESA_STRUCTURE } from './tokens.js';
import { KeyedDigests } from '../values/keyed-digests.js';

const door = part(
  CallbackDoor,
  {
    inbox: CallbackInbox,
    digests: KeyedDigests,
    clock: MPESA_CLOCK,
    options: MPESA_RESOLVED_OPTIONS,
    bestEffort: BestEffortEvents,
    refusalLogs: RefusalLogs,
  },
  ({ options: { callbacks }, bestEffort, refusalLogs, ...deps }) => {
    const log = new Logger('MpesaCallbacks');
    const unlisted = new UnlistedLog({
      write: (line) => log.warn(line),
      repeats: refusalLogs.openRepeats(log),
    });
    const refusals = refusalLogs.open(log);
    return new CallbackDoor({
      ...deps,
      mode: callbacks.mode,
      addresses: callbacks.addresses,
      listIsComplete: callbacks.listIsComplete,
      onRefused: (status, reason, sourceAddress) => {
        // What keeps genuine callbacks out deserves a line each time.
        if (status === 503) log.error(`a callback was refused with 503: ${reason}`);
        else refusals.note(status, sourceAddress);
        bestEffort.emit({ type: 'callback.refused', status, reason, sourceAddress });
      },
      onUnlisted: (sourceAddress, enforced) => unlisted.note(sourceAddress, enforced),
    });
  },
);

const validation = part(
  C2bValidationHandler,
  {
    door: CallbackDoor,
    inbox: CallbackInbox,
    accounts: AccountDirectory,
    options: MPESA_RESOLVED_OPTIONS,
    plugins: HostPlugins,
    refusalLogs: RefusalLogs,
  },
  ({ options, plugins, refusalLogs, ...deps }) => {
    const warnings = refusalLogs.openRepeats(new Logger('MpesaCallbacks'));
    return new C2bValidationHandler({
      ...deps,
      ...options.validation,
      validator: () => plugins.c2bValidator,
      onWarning: (message) => warnings.note(message),
    });
  },
);

const routeCheck = part(
  CallbackRouteCheck,
  {
    adapter: HttpAdapterHost,
    app: ApplicationConfig,
    urls: CallbackUrls,
    options: MPESA_RESOLVED_OPTIONS,
    structure: MPESA_STRUCTURE,
  },
  (deps) => new CallbackRouteCheck(deps),
);

/** The door: URLs, address list, storing, C2B validation. */
export function callbackProviders(path: string): Provider[] {
  return [
    RefusalLogs,
    routeCheck,
    part(CallbackUrls, { options: MPESA_RESOLVED_OPTIONS }, ({ options: { callbacks } }) => {
      const { baseUrl, secrets } = callbacks;
      return new CallbackUrls({ baseUrl, path, secrets });
    }),
    part(
      KeyedDigests,
      { options: MPESA_RESOLVED_OPTIONS },
      ({ options: { callbacks } }) => new KeyedDigests(callbacks.secrets),
    ),
    part(
      QuestionWords,
      { options: MPESA_RESOLVED_OPTIONS },
      ({ options: { callbacks } }) => new QuestionWords(callbacks.secrets),
    ),
    door,
    validation,
    part(
      CallbackReception,
      { urls: CallbackUrls, door: CallbackDoor, validation: C2bValidationHandler },
      (deps) => new CallbackReception(deps),
    ),
  ];
}
