import { Inject, Injectable } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';
import { In } from 'typeorm';
import { Refusal } from '../errors/refusal.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GatewayDatabase, isDuplicate } from '../storage/gateway-database.js';
import { OwnedShortcode } from './owned-shortcode.entity.js';

/** Pay bills and tills that are one client's alone. */
@Injectable()
export class OwnedShortcodes {
  constructor(
    private readonly database: GatewayDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws InvalidRequestError field `shortcode` @throws Refusal `shortcode-taken` */
  async give(clientId: string, shortcode: string): Promise<OwnedShortcode> {
    if (!/^\d{5,7}$/.test(shortcode)) {
      throw new InvalidRequestError('shortcode', shortcode, 'must be a pay bill or a till, 5 to 7 digits');
    }
    const row: OwnedShortcode = { shortcode, clientId, createdAt: this.clock.now() };
    try {
      await this.database.run((manager) => manager.insert(OwnedShortcode, row));
      return row;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const known = await this.ownerOf([shortcode]);
      if (known?.clientId === clientId) return known;
      throw new Refusal('shortcode-taken', `${shortcode} is another client's`, { shortcode });
    }
  }

  of(clientId: string): Promise<OwnedShortcode[]> {
    return this.database.run((manager) => manager.findBy(OwnedShortcode, { clientId }));
  }

  /** The first of these numbers that is somebody's: a till's own number says more than the store's. */
  async ownerOf(numbers: readonly string[]): Promise<OwnedShortcode | null> {
    const rows = await this.database.run((manager) =>
      manager.findBy(OwnedShortcode, { shortcode: In([...numbers]) }),
    );
    const found = numbers.map((number) => rows.find(({ shortcode }) => shortcode === number));
    return found.find((row) => row !== undefined) ?? null;
  }
}
