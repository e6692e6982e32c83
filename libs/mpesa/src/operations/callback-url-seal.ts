import { openToken, sealToken } from '../daraja/token/token-seal.js';
import type { RandomSource } from '../values/random.js';

const TOKEN = /\/([0-9a-f]{32})$/;
const SEALED = /\/(v1\.[\w-]{1,200})$/;

/** Hides the token of a callback URL of ours for as long as it is kept: whoever reads it could post payments by it. */
export class CallbackUrlSeal {
  constructor(
    /** The callback secrets: the first seals, all open. */
    private readonly secrets: readonly [string, ...string[]],
    private readonly random: RandomSource,
  ) {}

  /** The URL with its token encrypted. `context` is what the row is for, so that no other can have its URL. */
  seal(url: string, context: string): string {
    const { secrets, random } = this;
    return url.replace(TOKEN, (_, token: string) => `/${sealToken(token, secrets[0], { context, random })}`);
  }

  /** The URL as it was; with `…` for a token that no secret opens any more. */
  open(url: string, context: string): string {
    return url.replace(SEALED, (_, sealed: string) => {
      const [token = '…'] = this.secrets.flatMap((secret) => openToken(sealed, secret, context) ?? []);
      return `/${token}`;
    });
  }
}
