import { UnfinishedPushesError } from '../../errors/unfinished-pushes.error.js';
import type { Payment } from '../../payments/payment.js';
import { DEFAULT_MAX_UNFINISHED } from '../../options/option-defaults.js';
import { shareUsedUp } from '../../payments/prompt/prompt-share.js';
import { normalisePhone } from '../../values/phone-number.js';
import type { PaymentsService } from '../payments.service.js';
import { DAY_MS } from '../../values/duration.js';

/** How many unfinished prompts one asker may have on one phone. */
export interface PromptSharesOptions {
  readonly payments: Pick<PaymentsService, 'find'>;
  /** Whom a push was asked for by, from what you noted in its metadata; null for nobody. */
  readonly askerOf: (push: Payment) => string | null;
  /**
   * Unfinished pushes in a row that one asker may leave on a phone. Where others have left some, an asker whom the phone has never
   * answered with a PIN may leave one. Default 2.
   */
  readonly share?: number;
  /** Those of all askers together; the module's own `prompts.maxUnfinished`. Default 5. */
  readonly most?: number;
  /** Epoch ms. */
  readonly now: () => number;
}

/** How far back it looks: a share stays used up for a day, in which a phone sees fewer prompts. */
const LOOKED_AT = 50;

/**
 * Where many ask phones through one shortcode, such as the tenants of a gateway or the visitors of a shop: each may leave only its
 * own share of unfinished prompts on a phone, so that none of them uses up what the phone bears for all. However many ask, they come
 * after waits that grow, and the last of all is for whom the phone has answered with a PIN before.
 */
export class PromptShares {
  constructor(private readonly options: PromptSharesOptions) {}

  /**
   * Call it before `StkPushService.request`. What the request itself refuses is not looked at.
   *
   * @param asker names the tenant or visitor, as `askerOf` tells it
   * @throws UnfinishedPushesError this asker may have the phone asked at `clearsAt` and not before; nothing was sent
   */
  async check(
    asker: string,
    request: { readonly phone: string; readonly idempotencyKey?: string },
  ): Promise<void> {
    const { payments, askerOf, now, share = 2, most = DEFAULT_MAX_UNFINISHED } = this.options;
    const phone = normalisePhone(request.phone);
    if (phone === null) return;
    const { items: pushes } = await payments.find({ phone, kind: 'stk-push' }, { limit: LOOKED_AT });
    const policy = { share, most, restMs: DAY_MS };
    const used = shareUsedUp({ pushes, askerOf }, { asker, now: now() }, policy);
    if (used !== null && !(await this.#isKnown(request.idempotencyKey))) {
      throw new UnfinishedPushesError({ phone, ...used });
    }
  }

  /** A repeated request asks nobody: it is answered with the payment that there is. */
  async #isKnown(idempotencyKey: string | undefined): Promise<boolean> {
    if (idempotencyKey === undefined) return false;
    const { items } = await this.options.payments.find({ idempotencyKey }, { limit: 1 });
    return items.length > 0;
  }
}
