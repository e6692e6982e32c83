import { SAFARICOM_CERTIFICATES } from '../../daraja/safaricom-certificates.js';
import type { MpesaAccountOptions } from '../../options/mpesa-options.js';
import { DARAJA_HOSTS } from '../../options/resolve-options.js';
import { callbackUrlProblems } from '../../values/callback-url.js';
import { normalisePhone } from '../../values/phone-number.js';
import { isShortcode } from '../../values/shortcode.js';
import { readCertificateFile } from '../certificate-file.js';
import { oneOf, type OptionTable, type OptionValues, readOptions } from '../command.js';
import { UsageError } from '../usage.error.js';
import type { OperatorSettings, TestCaseSettings } from './settings.js';
import { SUBJECTS, type Subject } from './subjects.js';

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  env: TEXT,
  out: { type: 'string', multiple: true },
  'base-url': TEXT,
  'callback-url': TEXT,
  listen: TEXT,
  only: TEXT,
  'consumer-key': TEXT,
  'consumer-secret': TEXT,
  shortcode: TEXT,
  passkey: TEXT,
  'c2b-shortcode': TEXT,
  'b2c-shortcode': TEXT,
  phone: TEXT,
  initiator: TEXT,
  certificate: TEXT,
  wait: TEXT,
} as const satisfies OptionTable;

type Options = OptionValues<typeof OPTIONS>;

/** Safaricom's public sandbox (DARAJA-FACTS 7.3), which the simulator's world is as well. */
const PUBLIC = {
  shortcode: '174379',
  passkey: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
  phone: '254708374149',
  c2b: '600000',
} as const;

/** The world a simulator starts with. */
const SIMULATOR = {
  baseUrl: 'http://127.0.0.1:4010',
  consumerKey: 'sandbox-key',
  consumerSecret: 'sandbox-secret',
  c2b: '600984',
  /** Its Utility account is funded. */
  b2c: '600584',
  operator: { name: 'testapi', password: 'Safaricom999!*!' },
} as const;

/** What the command line asks for. */
export interface TestCaseOrder {
  readonly outputs: readonly string[];
  /** A simulator's certificate is its own, which has to be asked for. */
  settings(simulatorCertificate: () => Promise<string>): Promise<TestCaseSettings>;
  readonly environment: TestCaseSettings['environment'];
  readonly baseUrl: string;
}

/**
 * Reads the command line, on the sandbox with `account` (the `MPESA_*` variables) behind it. Throws a `UsageError` naming
 * the option.
 */
export function readOrder(
  args: readonly string[],
  account: () => Partial<MpesaAccountOptions>,
): TestCaseOrder {
  const options = readOptions(args, OPTIONS);
  const env = options.env;
  if (env === undefined) throw new UsageError('--env is missing: simulator or sandbox');
  const environment = oneOf('--env', env, ['simulator', 'sandbox']);
  const onSimulator = environment === 'simulator';
  const given = onSimulator ? {} : account();
  const baseUrl = options['base-url'] ?? (onSimulator ? SIMULATOR.baseUrl : DARAJA_HOSTS.sandbox);
  if (!/^https?:\/\//.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new UsageError(`--base-url ${baseUrl}: must be an http or https URL`);
  }
  const pem = options.certificate === undefined ? null : readCertificateFile(options.certificate);
  const common = {
    environment,
    app: { baseUrl, ...keysOf(options, given, onSimulator) },
    ...shared(options),
  };
  const parties = partiesOf(options, given, onSimulator);
  return {
    environment,
    baseUrl,
    outputs: options.out ?? [],
    settings: async (simulatorCertificate) => ({
      ...common,
      ...parties,
      operator: onSimulator
        ? {
            ...SIMULATOR.operator,
            ...(options.initiator === undefined ? {} : { name: options.initiator }),
            certificate: pem ?? (await simulatorCertificate()),
          }
        : operatorOf(options, given, pem),
    }),
  };
}

function keysOf(options: Options, given: Partial<MpesaAccountOptions>, onSimulator: boolean) {
  const consumerKey = options['consumer-key'] ?? (onSimulator ? SIMULATOR.consumerKey : given.consumerKey);
  const consumerSecret =
    options['consumer-secret'] ?? (onSimulator ? SIMULATOR.consumerSecret : given.consumerSecret);
  if (consumerKey === undefined || consumerSecret === undefined) {
    throw new UsageError(
      'the keys of the sandbox app are missing: MPESA_CONSUMER_KEY and MPESA_CONSUMER_SECRET, or --consumer-key and --consumer-secret',
    );
  }
  return { consumerKey, consumerSecret };
}

function partiesOf(options: Options, given: Partial<MpesaAccountOptions>, onSimulator: boolean) {
  const shortcode = numberOf('--shortcode', options.shortcode ?? given.shortcode ?? PUBLIC.shortcode);
  const passkey =
    options.passkey ??
    given.passkey ??
    (shortcode === PUBLIC.shortcode || onSimulator ? PUBLIC.passkey : null);
  if (passkey === null) throw new UsageError('the passkey is missing: MPESA_PASSKEY or --passkey');
  // The sandbox's 174379 only pushes.
  const other = shortcode === PUBLIC.shortcode ? PUBLIC.c2b : shortcode;
  const phone = normalisePhone(options.phone ?? PUBLIC.phone);
  if (phone === null) throw new UsageError(`--phone ${options.phone}: must be a Kenyan mobile number`);
  return {
    shortcode,
    passkey,
    c2bShortcode: numberOf(
      '--c2b-shortcode',
      options['c2b-shortcode'] ?? (onSimulator ? SIMULATOR.c2b : other),
    ),
    c2bVersion: given.c2b?.version ?? ('v2' as const),
    b2cShortcode: numberOf(
      '--b2c-shortcode',
      options['b2c-shortcode'] ?? (onSimulator ? SIMULATOR.b2c : other),
    ),
    phone,
    phoneAnswers: onSimulator || options.phone !== undefined,
  };
}

function operatorOf(
  options: Options,
  given: Partial<MpesaAccountOptions>,
  pem: string | null,
): OperatorSettings | null {
  const { initiator } = given;
  const name = options.initiator ?? initiator?.name;
  if (name === undefined || !initiator?.password) return null;
  const certificate = pem ?? initiator.certificate ?? SAFARICOM_CERTIFICATES.sandbox;
  return { name, password: initiator.password, certificate };
}

function shared(options: Options) {
  const onSimulator = options.env === 'simulator';
  return {
    callbacks: callbacksOf(options, onSimulator),
    waitMs: 1_000 * whole('--wait', options.wait ?? (onSimulator ? '30' : '180'), { min: 1, max: 3_600 }),
    subjects: subjectsOf(options.only),
  };
}

function callbacksOf(options: Options, onSimulator: boolean): TestCaseSettings['callbacks'] {
  const url = options['callback-url'];
  const port =
    options.listen === undefined ? null : whole('--listen', options.listen, { min: 0, max: 65_535 });
  if (url === undefined) return onSimulator ? { baseUrl: null, port: port ?? 0 } : null;
  const problem = callbackUrlProblems(url, { production: false }).find(
    ({ severity }) => severity === 'error',
  );
  if (problem) throw new UsageError(`--callback-url ${url}: ${problem.rule}`);
  if (port === null) throw new UsageError('--callback-url needs --listen PORT: the local port it leads to');
  return { baseUrl: url.replace(/\/+$/, ''), port };
}

function subjectsOf(only: string | undefined): readonly Subject[] {
  const known = Object.keys(SUBJECTS) as Subject[];
  if (only === undefined) return known;
  return only.split(',').map((word) => {
    const subject = known.find((name) => name === word.trim());
    if (!subject) throw new UsageError(`--only ${word}: must be some of ${known.join(', ')}`);
    return subject;
  });
}

function numberOf(option: string, value: string): string {
  if (!isShortcode(value)) throw new UsageError(`${option} ${value}: must have 5 to 7 digits`);
  return value;
}

function whole(option: string, value: string, { min, max }: { min: number; max: number }): number {
  const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`${option} ${value}: must be a whole number from ${min} to ${max}`);
}
