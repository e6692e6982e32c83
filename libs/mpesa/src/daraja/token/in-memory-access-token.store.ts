import type { AccessTokenStore, StoredAccessToken } from './access-token.store.js';

interface Row {
  token: StoredAccessToken | null;
  owner: string | null;
  leaseUntil: number;
}

/** An {@link AccessTokenStore} for one process. */
export class InMemoryAccessTokenStore implements AccessTokenStore {
  private readonly rows = new Map<string, Row>();

  async load(key: string): Promise<StoredAccessToken | null> {
    return this.rows.get(key)?.token ?? null;
  }

  async tryLease(key: string, owner: string, now: number, until: number): Promise<boolean> {
    const row = this.rows.get(key) ?? { token: null, owner: null, leaseUntil: 0 };
    const runs = row.leaseUntil > now && row.leaseUntil <= 2 * until - now;
    if (row.owner !== null && row.owner !== owner && runs) return false;
    this.rows.set(key, { ...row, owner, leaseUntil: until });
    return true;
  }

  async save(key: string, owner: string, token: StoredAccessToken): Promise<boolean> {
    const row = this.rows.get(key);
    if (row?.owner !== owner || (row.token?.generation ?? 0) >= token.generation) return false;
    this.rows.set(key, { ...row, token });
    return true;
  }

  async release(key: string, owner: string): Promise<void> {
    const row = this.rows.get(key);
    if (row?.owner === owner) this.rows.set(key, { ...row, owner: null, leaseUntil: 0 });
  }
}
