import {
  type Database,
  type Row,
  type Session,
  textOrNull,
  toSafeIntegerOrNull,
  unlessThere,
} from 'typeorm-durable';
import type { Clock } from '../../setup/clock.js';
import type { IssuedSecret } from '../endpoint.js';
import { newSigningSecret } from '../sending/standard-webhooks.js';
import type { SecretBox } from '../../secrets/secret-box.js';

/** Whose messages a secret signs. */
export type SecretHolder = `endpoint:${string}` | `client:${string}`;

const ROW = 'SELECT holder, sealed, previous, previous_until FROM gateway_signing_secret';

/** The secrets that messages are signed with: one per endpoint, and one per client for its one-shot destinations. */
export class SigningSecrets {
  constructor(
    private readonly deps: { readonly database: Database; readonly box: SecretBox; readonly clock: Clock },
  ) {}

  /** Stores a holder's first secret, unless another process was faster. */
  async store(session: Session, holder: SecretHolder, secret: string): Promise<void> {
    const once = unlessThere(this.deps.database.dialect, 'holder');
    await session.run(`INSERT INTO gateway_signing_secret (holder, sealed) VALUES (?, ?) ${once}`, [
      holder,
      this.deps.box.seal(holder, secret),
    ]);
  }

  /** What to sign with now, the newest first; a client without one gets one. */
  async active(holder: SecretHolder): Promise<string[]> {
    const row = await this.deps.database.read('read a signing secret', (session) => find(session, holder));
    if (row === null) {
      await this.deps.database.write('store a signing secret', (session) =>
        this.store(session, holder, newSigningSecret()),
      );
      return this.active(holder);
    }
    const until = toSafeIntegerOrNull(row.previous_until);
    const previous = until !== null && this.deps.clock.now() < until ? textOrNull(row.previous) : null;
    return [String(row.sealed), ...(previous === null ? [] : [previous])].map((sealed) =>
      this.deps.box.open(holder, sealed),
    );
  }

  /** Makes a new secret; the one before it signs too for `keepMs`. */
  rotate(holder: SecretHolder, keepMs: number): Promise<IssuedSecret> {
    const secret = newSigningSecret();
    return this.deps.database.write('change a signing secret', async (session) => {
      const until = this.deps.clock.now() + keepMs;
      const rotated = await session.run(
        'UPDATE gateway_signing_secret SET previous = sealed, previous_until = ?, sealed = ? WHERE holder = ?',
        [until, this.deps.box.seal(holder, secret), holder],
      );
      if (rotated === 0) await this.store(session, holder, secret);
      return { secret, previousValidUntil: rotated === 0 ? null : until };
    });
  }

  /** Encrypts anew, under the first key, what an older key has encrypted. @returns how many rows that were */
  async reencrypt(): Promise<number> {
    const rows = await this.deps.database.read('read signing secrets', (session) => session.rows(ROW));
    const stale = rows.filter((row) => sealedIn(row).some((sealed) => !this.deps.box.isCurrent(sealed)));
    for (const row of stale) await this.#reseal(row);
    return stale.length;
  }

  async #reseal(row: Row): Promise<void> {
    const holder = String(row.holder);
    const anew = (sealed: string): string => this.deps.box.seal(holder, this.deps.box.open(holder, sealed));
    const previous = textOrNull(row.previous);
    // Only what was read: a rotation meanwhile has sealed with the first key already.
    await this.deps.database.write('encrypt a signing secret', (session) =>
      session.run(
        'UPDATE gateway_signing_secret SET sealed = ?, previous = ? WHERE holder = ? AND sealed = ?',
        [anew(String(row.sealed)), previous === null ? null : anew(previous), holder, row.sealed],
      ),
    );
  }
}

async function find(session: Session, holder: SecretHolder): Promise<Row | null> {
  const [row] = await session.rows(`${ROW} WHERE holder = ?`, [holder]);
  return row ?? null;
}

function sealedIn(row: Row): string[] {
  return [row.sealed, row.previous].flatMap((sealed) => textOrNull(sealed) ?? []);
}
