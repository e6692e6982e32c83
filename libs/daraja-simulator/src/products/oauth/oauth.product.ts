import { timingSafeEqual } from 'node:crypto';
import { ok, refusal, RefusedRequest, type Answer } from '../../gateway/answer.js';
import type { Product, ProductRequest } from '../../gateway/product.js';
import type { TokenStore } from '../../tokens/token-store.js';
import type { World } from '../../world/world.js';

/** Access tokens for apps, and the refusals of DARAJA-FACTS 1.3. */
export class OauthProduct implements Product {
  readonly op = 'oauth';

  constructor(
    private readonly world: World,
    private readonly tokens: TokenStore,
  ) {}

  handle({ query, headers }: ProductRequest): Answer {
    const credentials = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (!credentials) throw new RefusedRequest(refusal(400, '400.008.01', 'Invalid Authentication passed'));
    if (query['grant_type'] !== 'client_credentials') {
      throw new RefusedRequest(refusal(400, '400.008.02', 'Invalid grant type passed'));
    }
    const consumerKey = this.authenticate(credentials);
    if (consumerKey === null) return { status: 400, body: null };
    const { token, lifeMs } = this.tokens.issue(consumerKey);
    return ok({ access_token: token, expires_in: String(Math.max(0, Math.floor(lifeMs / 1000) - 1)) });
  }

  private authenticate(credentials: string): string | null {
    const [key = '', ...rest] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
    const app = this.world.findApp(key);
    return app && sameText(app.consumerSecret, rest.join(':')) ? key : null;
  }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
