import type { MpesaAccountOptions } from '../../options/mpesa-options.js';
import { callbackUrlProblems } from '../../values/callback-url.js';
import { normalisePhone } from '../../values/phone-number.js';
import { isShortcode } from '../../values/shortcode.js';
import { readCertificateFile } from '../certificate-file.js';
import { oneOf, type OptionTable, type OptionValues, readOptions } from '../command.js';
import { UsageError } from '../usage.error.js';
import type { TestCaseSettings } from './settings.js';
import { SUBJECTS, type Subject } from './subjects.js';
import { sandboxWorld, simulatorWorld, type World } from './worlds.js';
import { parseUrl } from '../../values/parse-url.js';
import { withoutTrailingSlashes } from '../../values/slashes.js';

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

/** Where the settings come from that the command line does not name. */
export interface SettingSources {
  /** The `MPESA_*` variables; only asked on the sandbox. */
  readonly account: () => Partial<MpesaAccountOptions>;
  /** The certificate of the simulator at a base URL. */
  readonly simulatorCertificate: (baseUrl: string) => Promise<string>;
}

/** What the command line asks for. */
export interface TestCaseOrder {
  readonly outputs: readonly string[];
  readonly settings: () => Promise<TestCaseSettings>;
}

/** Reads the command line. Throws a {@link UsageError} naming the option, before anything is asked of anybody. */
export function readOrder(args: readonly string[], sources: SettingSources): TestCaseOrder {
  const options = readOptions(args, OPTIONS);
  const world = worldOf(options, sources);
  const settings = settingsIn(world, options);
  const { initiator: name, certificate: path } = options;
  const certificate = path === undefined ? undefined : readCertificateFile(path);
  return {
    outputs: options.out ?? [],
    settings: async () => ({ ...settings, operator: await world.operator({ name, certificate }) }),
  };
}

function worldOf({ env, 'base-url': baseUrl, shortcode }: Options, sources: SettingSources): World {
  if (env === undefined) throw new UsageError('--env is missing: simulator or sandbox');
  if (baseUrl !== undefined && !(/^https?:\/\//.test(baseUrl) && parseUrl(baseUrl) !== null)) {
    throw new UsageError(`--base-url ${baseUrl}: must be an http or https URL`);
  }
  return oneOf('--env', env, ['simulator', 'sandbox']) === 'simulator'
    ? simulatorWorld(baseUrl, sources.simulatorCertificate)
    : sandboxWorld({ baseUrl, shortcode }, sources.account());
}

function settingsIn(world: World, options: Options): Omit<TestCaseSettings, 'operator'> {
  const { environment, c2bVersion } = world;
  const shortcode = (option: 'shortcode' | 'c2b-shortcode' | 'b2c-shortcode', otherwise: string): string => {
    const number = options[option] ?? otherwise;
    if (!isShortcode(number)) throw new UsageError(`--${option} ${number}: must have 5 to 7 digits`);
    return number;
  };
  return {
    environment,
    app: appOf(world, options),
    shortcode: shortcode('shortcode', world.shortcode),
    passkey: given('MPESA_PASSKEY or --passkey', options.passkey ?? world.passkey),
    c2bShortcode: shortcode('c2b-shortcode', world.c2bShortcode),
    c2bVersion,
    b2cShortcode: shortcode('b2c-shortcode', world.b2cShortcode),
    ...phoneOf(world, options.phone),
    callbacks: callbacksOf(world, options),
    waitMs: 1_000 * whole('--wait', options.wait ?? String(world.waitSeconds), { min: 1, max: 3_600 }),
    subjects: subjectsOf(options.only),
  };
}

function appOf({ baseUrl, ...world }: World, options: Options): TestCaseSettings['app'] {
  const consumerKey = options['consumer-key'] ?? world.consumerKey;
  const consumerSecret = options['consumer-secret'] ?? world.consumerSecret;
  return {
    baseUrl,
    consumerKey: given('MPESA_CONSUMER_KEY or --consumer-key', consumerKey),
    consumerSecret: given('MPESA_CONSUMER_SECRET or --consumer-secret', consumerSecret),
  };
}

function phoneOf(
  world: World,
  written: string | undefined,
): Pick<TestCaseSettings, 'phone' | 'phoneAnswers'> {
  if (written === undefined) return world;
  const phone = normalisePhone(written);
  if (phone === null) throw new UsageError(`--phone ${written}: must be a Kenyan mobile number`);
  return { phone, phoneAnswers: true };
}

function callbacksOf(world: World, { 'callback-url': url, listen }: Options): TestCaseSettings['callbacks'] {
  const port = listen === undefined ? undefined : whole('--listen', listen, { min: 0, max: 65_535 });
  if (url === undefined) return world.callbacks && { ...world.callbacks, port: port ?? world.callbacks.port };
  const problem = callbackUrlProblems(url, { production: false }).find(
    ({ severity }) => severity === 'error',
  );
  if (problem) throw new UsageError(`--callback-url ${url}: ${problem.rule}`);
  if (port === undefined)
    throw new UsageError('--callback-url needs --listen PORT: the local port it leads to');
  return { baseUrl: withoutTrailingSlashes(url), port };
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

function given(name: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`${name} is missing`);
  return value;
}

function whole(option: string, value: string, { min, max }: { min: number; max: number }): number {
  const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`${option} ${value}: must be a whole number from ${min} to ${max}`);
}
