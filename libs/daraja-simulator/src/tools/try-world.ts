import type { VirtualClock } from '../clock/virtual-clock.js';
import { shortcodeAccount, workingAccount } from '../ledger/account.js';
import type { Ledger } from '../ledger/ledger.js';
import type { World } from '../world/world.js';

/** Everything a form is filled in from, secrets of the seeded world included: they protect nothing but play money. */
export interface TryWorldView {
  /** Epoch milliseconds of the simulated present. */
  readonly now: number;
  readonly apps: readonly { consumerKey: string; consumerSecret: string }[];
  readonly shortcodes: readonly {
    number: string;
    payTo: string;
    type: 'paybill' | 'till';
    passkey: string | null;
    balanceCents: number;
    workingCents: number;
    initiators: readonly { name: string; password: string }[];
  }[];
  readonly phones: readonly { msisdn: string; name: string; idType: string; idNumber: string }[];
}

/** The world as a form sees it. */
export class TryWorld {
  constructor(
    private readonly world: World,
    private readonly ledger: Ledger,
    private readonly clock: VirtualClock,
  ) {}

  view(): TryWorldView {
    return {
      now: this.clock.now(),
      apps: this.world.listApps().map(({ consumerKey, consumerSecret }) => ({ consumerKey, consumerSecret })),
      shortcodes: this.world.shortcodes().map(({ number, payTo, type, passkey, initiators }) => ({
        number,
        payTo,
        type,
        passkey,
        balanceCents: this.ledger.balanceOf(shortcodeAccount(number)),
        workingCents: this.ledger.balanceOf(workingAccount(number)),
        initiators: initiators.map(({ name, password }) => ({ name, password })),
      })),
      phones: this.world
        .phones()
        .map(({ msisdn, name, idType, idNumber }) => ({ msisdn, name, idType, idNumber })),
    };
  }
}
