import { CALLBACK_KINDS, type CallbackKind } from '../inbox/callback-kinds.js';
import type { ResolvedAccount } from '../options/resolved-options.js';
import { constantTimeEqual } from '../values/constant-time.js';
import { tokenOf } from './token.js';

/** What a callback path may lead to: a kind of callback, or the module's own probe. */
export type DoorKind = CallbackKind | 'probe';

const KINDS: readonly DoorKind[] = [...CALLBACK_KINDS, 'probe'];

type FamilyOf<Kind> = Kind extends `${infer Family}-result` ? Family : never;
/** What M-Pesa answers later, by a result or by the word that there will be none. */
export type AnswerFamily = FamilyOf<CallbackKind>;

/** Whatever the host has in front, the three segments, and perhaps a slash; a query string is not looked at. */
const CALLBACK_PATH = new RegExp(`^[^?#]*/(${KINDS.join('|')})/([\\w-]{1,64})/([0-9a-f]{32})/?(?:[?#]|$)`);

/** The three path segments that name a callback and prove that we made the URL. */
export interface CallbackAddress {
  readonly kind: DoorKind;
  /** Payment id, shortcode, or the nonce of a probe. */
  readonly subject: string;
  readonly token: string;
}

export interface CallbackUrlSettings {
  readonly baseUrl: string;
  readonly path: string;
  /** The first signs, all verify. */
  readonly secrets: readonly [string, ...string[]];
}

/**
 * Makes and checks `<baseUrl>/<path>/<kind>/<subject>/<token>`. The token is 128 bits of HMAC-SHA256 in lower-case hex,
 * which cannot spell any of the words that Safaricom refuses in URLs.
 */
export class CallbackUrls {
  constructor(private readonly settings: CallbackUrlSettings) {}

  /** An account may be called back elsewhere than the others: its own base URL leads to this same door. */
  urlFor(kind: DoorKind, subject: string, account: Pick<ResolvedAccount, 'callbackBaseUrl'>): string {
    const baseUrl = account.callbackBaseUrl ?? this.settings.baseUrl;
    return `${baseUrl}/${this.settings.path}/${this.pathFor(kind, subject)}`;
  }

  /** Where the answer of M-Pesa goes, whichever it is. */
  answersFor(family: AnswerFamily, subject: string, account: Pick<ResolvedAccount, 'callbackBaseUrl'>) {
    return {
      resultUrl: this.urlFor(`${family}-result`, subject, account),
      timeoutUrl: this.urlFor(`${family}-timeout`, subject, account),
    };
  }

  /** The last three segments. */
  pathFor(kind: DoorKind, subject: string): string {
    return `${kind}/${subject}/${tokenOf(this.settings.secrets[0], kind, subject)}`;
  }

  isGenuine({ kind, subject, token }: CallbackAddress): boolean {
    return this.settings.secrets.some((secret) => constantTimeEqual(tokenOf(secret, kind, subject), token));
  }
}

/** Reads the last three segments of a request path; null when they cannot be a callback's. */
export function parseCallbackPath(url: string): CallbackAddress | null {
  const [, kind, subject, token] = CALLBACK_PATH.exec(url) ?? [];
  if (kind === undefined || subject === undefined || token === undefined) return null;
  return { kind: kind as DoorKind, subject, token };
}
