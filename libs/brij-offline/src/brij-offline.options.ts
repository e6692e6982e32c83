import { BrijOptionsError } from './errors/brij-offline.errors.js';

/** Secrets that messages may be signed with; a function is asked at each message, such as for what the host stored. */
export type SigningSecrets =
  readonly string[] | (() => readonly string[] | Promise<readonly string[]>) | 'off';

/** What the module needs to know; may come from a factory. */
export interface BrijOfflineOptions {
  /** Where tokens are given. Default `https://accounts.brij.africa`; with the gateway of this project the same as `apiUrl`. */
  readonly authUrl?: string;
  /** Default `https://saf.brij.africa`. */
  readonly apiUrl?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * `secret` and `resultSecret` that registering answered, `whsec_…`. `'off'` believes every message, for the hosted service,
   * which signs nothing as far as its page says: keep the path of the callbacks to yourself then.
   */
  readonly signingSecrets: SigningSecrets;
  /** For one request, ms. Default 30,000. */
  readonly timeoutMs?: number;
  /** Epoch ms; for tests. */
  readonly clock?: () => number;
}

/** What must be known when the module is defined: beside the options, also in `forRootAsync`. */
export interface BrijOfflineStructure {
  /** Default false. */
  readonly isGlobal?: boolean;
  /** Below it are `payments` and `results`. Default `brij-offline`; false for no routes. */
  readonly path?: string | false;
  /** Applied to the controller, such as what makes a route public. */
  readonly decorators?: readonly ClassDecorator[];
}

export interface ResolvedBrijOptions {
  readonly authUrl: string;
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecrets: SigningSecrets;
  readonly timeoutMs: number;
  readonly clock: () => number;
}

const HOSTED = { authUrl: 'https://accounts.brij.africa', apiUrl: 'https://saf.brij.africa' };

/** @throws BrijOptionsError */
export function resolveOptions(options: BrijOfflineOptions): ResolvedBrijOptions {
  const { authUrl = HOSTED.authUrl, apiUrl = HOSTED.apiUrl, timeoutMs = 30_000 } = options;
  const { clientId, clientSecret, signingSecrets, clock = Date.now } = options;
  const problems = [
    ...(isText(clientId) ? [] : ['clientId is missing: give the id of your client']),
    ...(isText(clientSecret) ? [] : ['clientSecret is missing: give the secret of your client']),
    ...problemOfUrl('authUrl', authUrl),
    ...problemOfUrl('apiUrl', apiUrl),
    ...problemOfSecrets(signingSecrets),
    ...(Number.isInteger(timeoutMs) && timeoutMs > 0
      ? []
      : [`timeoutMs ${timeoutMs} must be whole milliseconds, more than 0`]),
  ];
  if (problems.length > 0) throw new BrijOptionsError(problems);
  return {
    authUrl: withoutSlash(authUrl),
    apiUrl: withoutSlash(apiUrl),
    clientId,
    clientSecret,
    signingSecrets,
    timeoutMs,
    clock,
  };
}

function problemOfUrl(name: string, value: string): string[] {
  return /^https?:\/\/[^\s?#]+$/.test(value) ? [] : [`${name} ${value} must be an http(s) URL without query`];
}

function problemOfSecrets(secrets: unknown): string[] {
  if (secrets === 'off' || typeof secrets === 'function') return [];
  const isList = Array.isArray(secrets) && secrets.length > 0 && secrets.every(isSigningSecret);
  return isList
    ? []
    : [
        "signingSecrets must be a list of `whsec_…` secrets, a function that gives one, or 'off' in so many words",
      ];
}

export function isSigningSecret(value: unknown): value is string {
  return typeof value === 'string' && /^whsec_[A-Za-z0-9+/]{24,}=*$/.test(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function withoutSlash(url: string): string {
  return url.endsWith('/') ? withoutSlash(url.slice(0, -1)) : url;
}
