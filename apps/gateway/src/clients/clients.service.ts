import { Inject, Injectable } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';
import { randomUUID } from 'node:crypto';
import { IsNull } from 'typeorm';
import { silenceClient } from '../deliveries/storage/silence-client.js';
import { Refusal } from '../errors/refusal.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { hashSecret, newSecret, secretMatches } from './client-secret.js';
import { Client } from './client.entity.js';
import { isScope, SCOPES, USUAL_SCOPES, type Scope } from './scopes.js';

export interface NewClient {
  /** For people, 1 to 80 characters. */
  readonly name: string;
  /** Default: all but payouts and refunds. */
  readonly scopes?: readonly string[];
  /** The module's named account its requests are made with. Default `default`. */
  readonly account?: string;
}

/** A client with the one thing that is never shown again. */
export interface ClientWithSecret {
  readonly client: Client;
  readonly secret: string;
}

/** No secret has this hash, so that an unknown client takes as long as a wrong secret. */
const NOBODYS_HASH = '0'.repeat(64);

/** The merchants who call us. */
@Injectable()
export class ClientsService {
  constructor(
    private readonly database: GatewayDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws InvalidRequestError field `name`, `scopes` or `account` */
  async create({ name, scopes = USUAL_SCOPES, account = 'default' }: NewClient): Promise<ClientWithSecret> {
    const secret = newSecret();
    const client: Client = {
      id: randomUUID(),
      name: readName(name),
      secretHash: hashSecret(secret),
      scopes: readScopes(scopes),
      account: readAccount(account),
      tokenVersion: 1,
      createdAt: this.clock.now(),
      revokedAt: null,
    };
    await this.database.run((manager) => manager.insert(Client, client));
    return { client, secret };
  }

  find(id: string): Promise<Client | null> {
    return this.database.run((manager) => manager.findOneBy(Client, { id }));
  }

  /** @throws Refusal `client-not-found` */
  async get(id: string): Promise<Client> {
    const client = await this.find(id);
    if (client === null) throw new Refusal('client-not-found', `there is no client ${id}`);
    return client;
  }

  /** Newest first. */
  list(): Promise<Client[]> {
    return this.database.run((manager) =>
      manager.find(Client, { order: { createdAt: 'DESC', id: 'DESC' }, take: 1_000 }),
    );
  }

  /** The client, when it is one, is not revoked and knows its secret; else null, without a word about which. */
  async authenticate(id: string, secret: string): Promise<Client | null> {
    const client = await this.find(id);
    const matches = secretMatches(secret, client?.secretHash ?? NOBODYS_HASH);
    return client !== null && matches && client.revokedAt === null ? client : null;
  }

  /** The old secret and every token end at once. @throws Refusal `client-not-found` */
  async rotateSecret(id: string): Promise<ClientWithSecret> {
    const secret = newSecret();
    await this.#change(id, { secretHash: hashSecret(secret) });
    return { client: await this.get(id), secret };
  }

  /** Tokens already out lose what is taken away, at once. @throws InvalidRequestError @throws Refusal `client-not-found` */
  async setScopes(id: string, scopes: readonly string[]): Promise<Client> {
    const granted = readScopes(scopes);
    await this.get(id);
    await this.database.run((manager) => manager.update(Client, { id }, { scopes: granted }));
    return this.get(id);
  }

  /** Its secret and its tokens are void from now on, and it hears nothing more; its payments stay. @throws Refusal `client-not-found` */
  async revoke(id: string): Promise<Client> {
    await this.get(id);
    const now = this.clock.now();
    await this.database.change(async (manager) => {
      const { affected } = await manager.update(Client, { id, revokedAt: IsNull() }, { revokedAt: now });
      if (affected === 1) await silenceClient(this.database.within(manager, 'silence a client'), id, now);
    });
    return this.get(id);
  }

  async #change(id: string, change: Pick<Client, 'secretHash'>): Promise<void> {
    await this.get(id);
    await this.database.run((manager) =>
      manager.update(Client, { id }, { ...change, tokenVersion: () => 'token_version + 1' }),
    );
  }
}

function readName(value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 80 && !/\p{Cc}/u.test(value)) {
    return value.trim();
  }
  throw new InvalidRequestError('name', value, 'must be 1 to 80 printable characters');
}

function readAccount(value: unknown): string {
  if (typeof value === 'string' && /^[\w.-]{1,64}$/.test(value)) return value;
  throw new InvalidRequestError('account', value, 'must name an account of the options');
}

function readScopes(value: readonly string[]): readonly Scope[] {
  const words = [...new Set(value)];
  if (words.length > 0 && words.every(isScope)) return words;
  throw new InvalidRequestError('scopes', value, `must be one or more of ${SCOPES.join(', ')}`);
}
