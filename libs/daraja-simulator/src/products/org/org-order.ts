import { RefusedRequest } from '../../gateway/answer.js';
import type { Family } from '../../gateway/family.js';
import { textOf, type ProductRequest } from '../../gateway/product.js';
import type { ResultOp } from '../../faults/fault-rule.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import { isAcceptableUrl, refusedWord } from '../../urls/url-rules.js';
import type { Shortcode } from '../../world/shortcode.js';
import type { World } from '../../world/world.js';
import type { OrgOrder } from './org-request.js';

/** Which fields of a product's body say who asks. */
interface OrderFields {
  readonly op: ResultOp;
  readonly family: Family;
  readonly party: 'PartyA' | 'ReceiverParty';
  readonly initiator: 'Initiator' | 'InitiatorName';
}

const URL_FIELDS = ['ResultURL', 'QueueTimeOutURL'] as const;

/** Reads what every request of an organisation has in common, and refuses URLs nobody could be told at. */
export class OrgOrders {
  constructor(
    private readonly world: World,
    private readonly settings: CurrentSettings,
  ) {}

  read({ body, consumerKey }: ProductRequest, { op, family, party, initiator }: OrderFields): OrgOrder {
    for (const field of URL_FIELDS) this.checkUrl(family, field, textOf(body, field));
    return {
      op,
      shortcode: this.shortcode(consumerKey, textOf(body, party), () => family.badField(party)),
      initiator: textOf(body, initiator),
      securityCredential: textOf(body, 'SecurityCredential'),
      resultUrl: textOf(body, 'ResultURL'),
      timeoutUrl: textOf(body, 'QueueTimeOutURL'),
      originatorConversationId: null,
      cents: centsOf(body),
    };
  }

  /** An app that was given shortcodes speaks for no other. */
  private shortcode(consumerKey: string, number: string, foreign: () => Refused): Shortcode | null {
    const shortcode = this.world.findPayee(number) ?? null;
    const own = this.world.findApp(consumerKey)?.shortcodes;
    if (own && !own.includes(shortcode?.number ?? number)) throw new RefusedRequest(foreign());
    return shortcode;
  }

  private checkUrl(family: Family, field: string, url: string): void {
    if (url === '') return;
    const strict = this.settings.get().strictUrls;
    if (!isAcceptableUrl(url, strict) || (strict && refusedWord(url) !== null)) {
      throw new RefusedRequest(family.badField(field));
    }
  }
}

type Refused = ReturnType<Family['badField']>;

/** The amount in cents; the schema has seen to it that there are at most two decimals. */
function centsOf(body: ProductRequest['body']): number {
  const amount = textOf(body, 'Amount');
  return amount === '' ? 0 : Math.round(Number(amount) * 100);
}
