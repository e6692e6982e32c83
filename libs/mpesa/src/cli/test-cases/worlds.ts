import { createSecurityCredential } from '../../daraja/signing/security-credential.js';
import { readCertificate } from '../../options/initiator-certificate.js';
import type { InitiatorOptions, MpesaAccountOptions } from '../../options/mpesa-options.js';
import { DARAJA_HOSTS } from '../../options/daraja-hosts.js';
import { UsageError } from '../usage.error.js';
import type { OperatorSettings, TestCaseSettings } from './settings.js';

/** What is meant where the command line says nothing. */
export interface World extends Pick<TestCaseSettings, 'environment' | 'c2bVersion' | 'callbacks'> {
  readonly baseUrl: string;
  readonly consumerKey: string | undefined;
  readonly consumerSecret: string | undefined;
  readonly shortcode: string;
  readonly passkey: string | undefined;
  readonly c2bShortcode: string;
  readonly b2cShortcode: string;
  readonly phone: string;
  /** Whether somebody answers prompts on that phone. */
  readonly phoneAnswers: boolean;
  readonly waitSeconds: number;
  /** The API operator, null where there is none. Throws a `UsageError` for one that cannot be used. */
  operator(given: GivenOperator): Promise<OperatorSettings | null>;
}

/** What the command line says of the operator. */
export interface GivenOperator {
  readonly name: string | undefined;
  /** PEM. */
  readonly certificate: string | undefined;
}

/** Safaricom's public sandbox (DARAJA-FACTS 7.3), which the simulator's world is as well. */
const PUBLIC = {
  shortcode: '174379',
  passkey: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
  phone: '254708374149',
} as const;
/** 174379 only pushes. */
const PUBLIC_C2B = '600000';
const SIMULATOR_PASSWORD = 'Safaricom999!*!';

/** The world a simulator starts with; `certificate` asks it for the one it decrypts with. */
export function simulatorWorld(
  baseUrl: string | undefined,
  certificate: (baseUrl: string) => Promise<string>,
): World {
  const url = baseUrl ?? 'http://127.0.0.1:4010';
  return {
    ...PUBLIC,
    environment: 'simulator',
    baseUrl: url,
    consumerKey: 'sandbox-key',
    consumerSecret: 'sandbox-secret',
    c2bShortcode: '600984',
    c2bVersion: 'v2',
    // Its Utility account is funded.
    b2cShortcode: '600584',
    phoneAnswers: true,
    callbacks: { baseUrl: null, port: 0 },
    waitSeconds: 30,
    operator: async ({ name = 'testapi', certificate: given }) => {
      const pem = given ?? (await certificate(url));
      return { name, credential: createSecurityCredential(SIMULATOR_PASSWORD, pem), certificate: pem };
    },
  };
}

/** Safaricom's sandbox as one account of a host sees it, or as the command line says instead. */
export function sandboxWorld(
  given: { readonly baseUrl?: string; readonly shortcode?: string },
  account: Partial<MpesaAccountOptions>,
): World {
  const { consumerKey, consumerSecret, initiator } = account;
  const shortcode = given.shortcode ?? account.shortcode ?? PUBLIC.shortcode;
  const isPublic = shortcode === PUBLIC.shortcode;
  const own = isPublic ? PUBLIC_C2B : shortcode;
  return {
    environment: 'sandbox',
    baseUrl: given.baseUrl ?? DARAJA_HOSTS.sandbox,
    consumerKey,
    consumerSecret,
    shortcode,
    passkey: account.passkey ?? (isPublic ? PUBLIC.passkey : undefined),
    c2bShortcode: own,
    c2bVersion: account.c2b?.version ?? 'v2',
    b2cShortcode: own,
    phone: PUBLIC.phone,
    phoneAnswers: false,
    callbacks: null,
    waitSeconds: 180,
    operator: async (operator) => sandboxOperator(operator, initiator),
  };
}

function sandboxOperator(
  { name, certificate: given }: GivenOperator,
  initiator: InitiatorOptions | undefined,
): OperatorSettings | null {
  if (!initiator) return null;
  try {
    const configured = 'certificate' in initiator ? initiator.certificate : undefined;
    const certificate = readCertificate(given ?? configured, 'sandbox') ?? '';
    const credential =
      'credential' in initiator ? initiator.credential : encrypted(initiator.password, certificate);
    return credential === null ? null : { name: name ?? initiator.name, credential, certificate };
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`the API operator: ${error.message}`);
    throw error;
  }
}

function encrypted(password: string | undefined, certificate: string): string | null {
  return password === undefined || password === '' ? null : createSecurityCredential(password, certificate);
}
