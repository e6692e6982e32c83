import type { BillManagerOptInBody } from '../../daraja/contracts/bill-manager.contract.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { Clock } from '../../values/clock.js';
import { localPhone } from '../../values/phone-number.js';
import { checkCallbackUrl } from '../callback-url-check.js';
import type { BillManagerLine, BillManagerRow } from './bill-manager-line.js';
import type { BillManagerStore, StoredBiller } from './bill-manager.store.js';
import { readPhone, refuse } from '../payment-request.js';
import type { AskedBy } from '../questions/question-deps.js';

/** What Bill Manager is told of a business when it opts in. */
export interface BillManagerOptIn extends AskedBy {
  /** Shown to customers. */
  readonly email: string;
  /** The business's phone, shown to customers; in any usual form. */
  readonly contactPhone: string;
  /** True: M-Pesa reminds customers 7, 3 and 1 days before a bill is due. Unless told, it does not. */
  readonly sendReminders?: boolean;
  /** A picture for the bills, as Safaricom wants it. */
  readonly logo?: string;
}

/** A shortcode that has opted in through this module. */
export interface BillManagerRegistration {
  readonly shortcode: string;
  readonly account: string;
  readonly email: string;
  /** Where payments are pushed. */
  readonly callbackUrl: string;
  /** Epoch ms. */
  readonly optedInAt: number;
  /** Epoch ms. */
  readonly updatedAt: number;
}

export interface BillManagerEnrolmentDeps {
  readonly accounts: AccountDirectory;
  readonly line: BillManagerLine;
  readonly store: Pick<BillManagerStore, 'biller' | 'putBiller'>;
  readonly callbackUrlFor: (account: ResolvedAccount) => string;
  /** Safaricom's production: its URL rules apply. */
  readonly production: boolean;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

const LONGEST_EMAIL = 254;
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

/** Opts shortcodes in, and keeps what later calls need. */
export class BillManagerEnrolment {
  constructor(private readonly deps: BillManagerEnrolmentDeps) {}

  async enrol(
    request: BillManagerOptIn,
    row: BillManagerRow<BillManagerOptInBody>,
  ): Promise<BillManagerRegistration> {
    const { accounts, line, store } = this.deps;
    const account = await accounts.get(request.account);
    const { shortcode, name } = account;
    const callbackUrl = this.deps.callbackUrlFor(account);
    checkCallbackUrl('callbackUrl', callbackUrl, this.deps);
    const body = toOptInBody(request, { shortcode, callbackUrl });
    const known = await store.biller(shortcode);
    const { appKey } = await line.ask(account, row, body);
    const now = this.deps.clock.now();
    const biller: StoredBiller = {
      shortcode,
      account: name,
      sealedAppKey: appKey === null ? (known?.sealedAppKey ?? null) : line.seal(account, appKey),
      email: request.email,
      callbackUrl,
      optedInAt: known?.optedInAt ?? now,
      updatedAt: now,
    };
    await store.putBiller(biller);
    return shown(biller);
  }

  async registration(options: AskedBy): Promise<BillManagerRegistration | null> {
    const { shortcode } = await this.deps.accounts.get(options.account);
    const biller = await this.deps.store.biller(shortcode);
    return biller === null ? null : shown(biller);
  }
}

function toOptInBody(
  request: BillManagerOptIn,
  { shortcode, callbackUrl }: { shortcode: string; callbackUrl: string },
): BillManagerOptInBody {
  const { email, logo } = request;
  refuse(
    'email',
    email,
    isEmail(email) ? null : `must be an e-mail address of at most ${LONGEST_EMAIL} characters`,
  );
  const isLogo = logo === undefined || (typeof logo === 'string' && logo.trim() !== '');
  refuse('logo', logo, isLogo ? null : 'must be a text and not blank');
  return {
    shortcode,
    email,
    officialContact: localPhone(readPhone(request.contactPhone, 'contactPhone')),
    sendReminders: request.sendReminders === true ? '1' : '0',
    ...(logo === undefined ? {} : { logo }),
    callbackurl: callbackUrl,
  };
}

function isEmail(email: unknown): boolean {
  return typeof email === 'string' && email.length <= LONGEST_EMAIL && EMAIL.test(email);
}

/** Without the key. */
function shown(biller: StoredBiller): BillManagerRegistration {
  const { shortcode, account, email, callbackUrl, optedInAt, updatedAt } = biller;
  return { shortcode, account, email, callbackUrl, optedInAt, updatedAt };
}
