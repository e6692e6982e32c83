import type { EventHub } from '../events/event-hub.js';
import type { Ledger } from '../ledger/ledger.js';
import { chargesAccount, phoneAccount, shortcodeAccount, workingAccount } from '../ledger/account.js';
import { DEFAULT_SEED } from './default-seed.js';
import { phoneFrom, type Phone } from './phone.js';
import { shortcodeFrom, type Shortcode } from './shortcode.js';
import type { AppSeed, PhoneSeed, ShortcodeSeed, WorldSeed } from './world-seed.js';

/** Who exists: apps, shortcodes and phones. */
export class World {
  private apps: AppSeed[] = [];
  private readonly shortcodesByNumber = new Map<string, Shortcode>();
  private readonly phonesByMsisdn = new Map<string, Phone>();

  constructor(
    private readonly ledger: Ledger,
    private readonly events: EventHub,
  ) {}

  /** Replaces everybody, and hands out the opening balances. */
  populate(seed: WorldSeed = {}): void {
    const full = { ...DEFAULT_SEED, ...seed };
    this.apps = [...full.apps];
    this.shortcodesByNumber.clear();
    this.phonesByMsisdn.clear();
    for (const shortcode of full.shortcodes) this.addShortcode(shortcode);
    for (const phone of full.phones) this.addPhone(phone);
    this.events.tell('reset', {});
  }

  findApp(consumerKey: string): AppSeed | undefined {
    return this.apps.find((app) => app.consumerKey === consumerKey);
  }

  listApps(): AppSeed[] {
    return [...this.apps];
  }

  findPhone(msisdn: string): Phone | undefined {
    return this.phonesByMsisdn.get(msisdn);
  }

  /** By the number Daraja requests carry: the pay bill's, or the till's store number. */
  findShortcode(number: string): Shortcode | undefined {
    return this.shortcodesByNumber.get(number);
  }

  /** By the number a customer types: pay bill or till number, or the store number of a till. */
  findPayee(number: string): Shortcode | undefined {
    return this.shortcodes().find((shortcode) => shortcode.payTo === number) ?? this.findShortcode(number);
  }

  phones(): Phone[] {
    return [...this.phonesByMsisdn.values()];
  }

  shortcodes(): Shortcode[] {
    return [...this.shortcodesByNumber.values()];
  }

  private addShortcode(seed: ShortcodeSeed): void {
    this.shortcodesByNumber.set(seed.number, shortcodeFrom(seed));
    this.ledger.open(shortcodeAccount(seed.number), seed.balanceCents ?? 0);
    this.ledger.open(workingAccount(seed.number), seed.workingCents ?? 0);
    this.ledger.open(chargesAccount(seed.number), 0);
  }

  private addPhone(seed: PhoneSeed): void {
    this.phonesByMsisdn.set(seed.msisdn, phoneFrom(seed));
    this.ledger.open(phoneAccount(seed.msisdn), seed.balanceCents ?? 0);
  }
}
