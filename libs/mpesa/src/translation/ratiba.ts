import { resultMeaning } from '../daraja/catalogue/explain-result.js';
import type { RatibaAnswer, RatibaCallback, RatibaRequestBody } from '../daraja/contracts/ratiba.contract.js';
import { ratibaRequestBody, type RatibaVariant } from '../daraja/contracts/ratiba-variants.js';
import type { StandingOrder } from '../payments/standing-order.js';
import type { OrderAgreedFact, OrderDeclinedFact } from '../payments/standing-orders/standing-order-fact.js';
import { centsToShillings } from '../values/money.js';

/** The request for a standing order, in the version of the wire that the app speaks. */
export function toRatibaBody(
  order: StandingOrder & { readonly phone: string },
  request: { readonly variant: RatibaVariant; readonly callbackUrl: string },
): RatibaRequestBody {
  return ratibaRequestBody(
    {
      name: order.name,
      startDay: order.startsOn.replaceAll('-', ''),
      endDay: order.endsOn.replaceAll('-', ''),
      shortcode: order.till ?? order.shortcode,
      payTo: order.accountType,
      amount: centsToShillings(order.amountCents),
      phone: order.phone,
      callbackUrl: request.callbackUrl,
      accountReference: order.reference,
      description: order.description ?? order.name.slice(0, 13),
      frequency: order.frequency,
      clientId: order.id,
    },
    request.variant,
  );
}

/** The name that Daraja took an order under. */
export function nameFromRatiba({ responseRefID: responseRefId }: RatibaAnswer) {
  return { responseRefId };
}

/** What came of asking the customer. */
export function factFromRatibaCallback(
  standingOrderId: string,
  callback: RatibaCallback,
  at: number,
): OrderAgreedFact | OrderDeclinedFact {
  const { responseCode: resultCode, responseDescription: resultText, transactionId } = callback;
  const told = { responseRefId: callback.responseRefID };
  const about = { standingOrderId, at, resultCode, resultText, told };
  if (resultCode === '0') return { ...about, type: 'agreed', transactionId };
  return { ...about, type: 'declined', failure: resultMeaning(resultCode, 'ratiba').failure ?? 'unknown' };
}
