import type { VirtualClock } from '../clock/virtual-clock.js';
import type { DarajaIds } from '../ids/daraja-ids.js';
import type { CurrentSettings } from '../settings/current-settings.js';

interface AccessToken {
  readonly consumerKey: string;
  readonly expiresAt: number;
}

/** The access tokens in force. Their scope is the app, not the shortcode (DARAJA-FACTS 7.1). */
export class TokenStore {
  private readonly tokens = new Map<string, AccessToken>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly ids: DarajaIds,
    private readonly settings: CurrentSettings,
  ) {}

  issue(consumerKey: string): { token: string; lifeMs: number } {
    const { tokenLifeMs, newTokenKillsOld } = this.settings.get();
    if (newTokenKillsOld) this.revokeAll(consumerKey);
    const token = this.ids.accessToken();
    this.tokens.set(token, { consumerKey, expiresAt: this.clock.now() + tokenLifeMs });
    return { token, lifeMs: tokenLifeMs };
  }

  /** The app a token belongs to, or null when it is unknown, expired or revoked. */
  ownerOf(token: string): string | null {
    const known = this.tokens.get(token);
    return known && known.expiresAt > this.clock.now() ? known.consumerKey : null;
  }

  revoke(token: string): void {
    this.tokens.delete(token);
  }

  clear(): void {
    this.tokens.clear();
  }

  private revokeAll(consumerKey: string): void {
    for (const [token, { consumerKey: owner }] of this.tokens) if (owner === consumerKey) this.revoke(token);
  }
}
