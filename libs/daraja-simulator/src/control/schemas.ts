import { FAULTS, REQUEST_OPS, CALLBACK_OPS, type FaultRule } from '../faults/fault-rule.js';
import { PRESET_NAMES, type PresetName } from '../faults/fault-presets.js';
import { PROMPT_ACTIONS, type PromptAction, type SimulatorSettings } from '../settings/simulator-settings.js';
import { PHONE_STATES, type PhoneState } from '../world/phone-state.js';
import type { AccountNameOrder } from '../products/hakikisha/account-name-call.js';
import type { WorldSeed } from '../world/world-seed.js';
import { checker } from './checked.js';
import { ControlError } from './control-error.js';

const text = { type: 'string', minLength: 1 };
const msisdn = { type: 'string', pattern: '^254[17][0-9]{8}$' };
const number = { type: 'string', pattern: '^[0-9]{5,7}$' };
const cents = { type: 'integer', minimum: 0 };
const duration = { type: 'integer', minimum: 0 };
const flag = { type: 'boolean' };
const oneOf = (values: readonly string[]): object => ({ type: 'string', enum: values });

function object(properties: Record<string, object>, required: string[] = []): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** The answer to a prompt. */
export interface PromptAnswer {
  action: PromptAction;
  pin?: string;
  /** Over HTTP: answer only when the callbacks were delivered. */
  wait?: boolean;
}

/** A payment by hand; `amount` in whole shillings. */
export interface HandPaymentOrder {
  shortcode: string;
  account?: string;
  amount: number;
}

/** What can be changed on a phone. */
export interface PhoneChange {
  state?: PhoneState;
  balanceCents?: number;
}

/** What can be changed on a shortcode. */
export interface ShortcodeChange {
  externalValidation?: 'off' | 'on';
  /** Utility of a pay bill, Merchant of a till. */
  balanceCents?: number;
  workingCents?: number;
}

/** What an administrator can do to an API operator. */
export interface InitiatorChange {
  locked: boolean;
}

/** What the organisation says to a reversal that waits. */
export interface ReversalDecision {
  action: 'authorise' | 'decline';
}

const ops = { type: 'array', items: oneOf(REQUEST_OPS) };
const initiatorSeed = object({ name: text, password: text, roles: ops, locked: flag }, ['name', 'password']);

const shortcodeSeed = object(
  {
    number,
    type: oneOf(['paybill', 'till']),
    till: number,
    name: text,
    passkey: text,
    initiators: { type: 'array', items: initiatorSeed },
    c2b: oneOf(['v1', 'v2']),
    msisdn: oneOf(['masked', 'hashed', 'clear']),
    externalValidation: oneOf(['off', 'on']),
    c2bNumber: oneOf(['store', 'till']),
    ownerMsisdn: msisdn,
    balanceCents: cents,
    workingCents: cents,
    nominatedMsisdn: msisdn,
    chargeCents: object({ c2b: cents, b2c: cents, b2b: cents }),
    maxBalanceCents: cents,
  },
  ['number', 'type'],
);

const appSeed = object(
  {
    consumerKey: text,
    consumerSecret: text,
    products: ops,
    shortcodes: { type: 'array', items: number },
    b2c: oneOf(['v1', 'v3']),
  },
  ['consumerKey', 'consumerSecret'],
);
const phoneSeed = object(
  {
    msisdn,
    name: text,
    balanceCents: cents,
    pin: { type: 'string', pattern: '^[0-9]{4}$' },
    state: oneOf(PHONE_STATES),
    pochi: flag,
    idType: oneOf(['01', '02', '05']),
    idNumber: text,
    registeredOn: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
    lastSwapAt: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$' },
  },
  ['msisdn'],
);
const seed = object({
  apps: { type: 'array', items: appSeed },
  shortcodes: { type: 'array', items: shortcodeSeed },
  phones: { type: 'array', items: phoneSeed },
});

const settings = object({
  promptMs: duration,
  resultDelayMs: duration,
  autopay: { type: ['string', 'null'], enum: [...PROMPT_ACTIONS, null] },
  autopayMs: duration,
  callbackTimeoutMs: { type: 'integer', minimum: 1 },
  pendingQuery: oneOf(['error-500', 'result-4999', 'alternate']),
  unknownQuery: oneOf(['error-400', 'error-500']),
  queryRate: {
    type: ['object', 'null'],
    properties: {
      perMinute: { type: 'number', exclusiveMinimum: 0 },
      burst: { type: 'integer', minimum: 1 },
    },
    required: ['perMinute', 'burst'],
    additionalProperties: false,
  },
  tokenLifeMs: duration,
  newTokenKillsOld: flag,
  c2bBadToken: oneOf(['http-400', 'http-401']),
  strictUrls: flag,
  production: flag,
  registerReply: oneOf(['full', 'description-only', 'zeros', 'v1-extra']),
  busyPhone: oneOf(['refuse', 'result-1001']),
  okResultCodeStrings: flag,
  confirmationFirst: flag,
  strictFields: flag,
  credentials: oneOf(['checked', 'any']),
  missingRole: oneOf(['21', 'TP40153']),
  resultCodes: oneOf(['observed', 'strings', 'numbers']),
  resultLists: oneOf(['observed', 'arrays', 'objects']),
  emptyValues: oneOf(['observed', 'omitted', 'empty']),
  statusKeys: oneOf(['capture', 'portal', 'spaced']),
  reversals: oneOf(['immediate', 'authorised']),
  ratiba: oneOf(['portal', 'postman', 'newer']),
  ratibaCasing: oneOf(['observed', 'camel', 'pascal']),
});

const fault = object(
  {
    op: oneOf([...REQUEST_OPS, ...CALLBACK_OPS, '*']),
    fault: oneOf(Object.keys(FAULTS)),
    count: { type: 'integer', minimum: 1 },
    p: { type: 'number', minimum: 0, maximum: 1 },
    seed: { type: 'integer' },
    ms: duration,
    copies: { type: 'integer', minimum: 1, maximum: 1_000 },
    parallel: flag,
    resultCode: { type: ['integer', 'string'] },
    action: oneOf(PROMPT_ACTIONS),
    // oxlint-disable-next-line unicorn/no-thenable -- a schema is never awaited
    then: oneOf(['result', 'silence']),
  },
  ['op', 'fault'],
);

const readWorld = checker<{ seed?: WorldSeed }>(object({ seed }));

/** A till has two numbers, and both are needed. */
export function readReset(input: unknown): { seed?: WorldSeed } {
  const reset = readWorld(input);
  const at = (reset.seed?.shortcodes ?? []).findIndex(
    ({ type, till }) => type === 'till' && till === undefined,
  );
  if (at < 0) return reset;
  throw new ControlError(
    400,
    `seed.shortcodes.${at}.till`,
    null,
    'a till needs its till number beside the store number',
  );
}

export const readSettings = checker<Partial<SimulatorSettings>>(settings);
export const readFault = checker<FaultRule>(fault);
export const readPreset = checker<{ preset: PresetName }>(
  object({ preset: oneOf(PRESET_NAMES) }, ['preset']),
);
export const readPromptAnswer = checker<PromptAnswer>(
  object({ action: oneOf(PROMPT_ACTIONS), pin: { type: 'string' }, wait: flag }, ['action']),
);
export const readHandPayment = checker<HandPaymentOrder>(
  object(
    {
      shortcode: number,
      account: { type: 'string', maxLength: 20 },
      amount: { type: 'integer', minimum: 1 },
    },
    ['shortcode', 'amount'],
  ),
);
export const readPhoneChange = checker<PhoneChange>(
  object({ state: oneOf(PHONE_STATES), balanceCents: cents }),
);
export const readShortcodeChange = checker<ShortcodeChange>(
  object({ externalValidation: oneOf(['off', 'on']), balanceCents: cents, workingCents: cents }),
);
export const readInitiatorChange = checker<InitiatorChange>(object({ locked: flag }, ['locked']));
export const readDecision = checker<ReversalDecision>(
  object({ action: oneOf(['authorise', 'decline']) }, ['action']),
);
export const readAccountName = checker<AccountNameOrder>(
  object({ tokenUrl: text, notifyUrl: text, username: text, password: text, accountNumber: text }, [
    'tokenUrl',
    'notifyUrl',
    'username',
    'password',
    'accountNumber',
  ]),
);
export const readAdvance = checker<{ ms: number }>(object({ ms: duration }, ['ms']));
