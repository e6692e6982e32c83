import { createHmac } from 'node:crypto';
import { constantTimeEqual } from '../values/constant-time.js';
import type { Clock } from '../values/clock.js';

export interface AccountNameTokenSettings {
  /** What Safaricom signs in with. */
  readonly username: string;
  readonly password: string;
  readonly tokenTtlMs: number;
  /** The callback secrets: the first signs, all verify. */
  readonly secrets: readonly [string, ...string[]];
}

const TOKEN = /^([0-9a-z]{1,11})\.([0-9a-f]{64})$/;

/**
 * The tokens that Safaricom asks us with: the time until which they hold, signed. Nothing is stored, so any instance
 * knows the token of another, and a change of user name or password ends all of them.
 */
export class AccountNameTokens {
  constructor(
    private readonly settings: AccountNameTokenSettings,
    private readonly clock: Clock,
  ) {}

  /** True for the user name and password of the options. Takes the same time wherever they differ. */
  knows(login: { readonly user: string; readonly password: string } | null): boolean {
    const { username, password } = this.settings;
    const expected = this.#digest(`${username}\n${password}`);
    return constantTimeEqual(
      expected,
      this.#digest(login === null ? '' : `${login.user}\n${login.password}`),
    );
  }

  issue(): { readonly token: string; readonly seconds: number } {
    const { tokenTtlMs, secrets } = this.settings;
    const until = (this.clock.now() + tokenTtlMs).toString(36);
    return {
      token: `${until}.${this.#signature(secrets[0], until)}`,
      seconds: Math.floor(tokenTtlMs / 1000),
    };
  }

  isGood(token: string | null): boolean {
    const [, until, signature] = TOKEN.exec(token ?? '') ?? [];
    if (until === undefined || signature === undefined) return false;
    const signed = this.settings.secrets.some((secret) =>
      constantTimeEqual(this.#signature(secret, until), signature),
    );
    return signed && Number.parseInt(until, 36) > this.clock.now();
  }

  #signature(secret: string, until: string): string {
    const { username, password } = this.settings;
    return hmac(secret, `account-name token\n${until}\n${username}\n${password}`);
  }

  /** So that not even the length of a password can be timed. */
  #digest(login: string): string {
    return hmac(this.settings.secrets[0], `account-name login\n${login}`);
  }
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}
