import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import type { PaymentKind } from '../../payments/payment.js';
import { toB2bBody, toReversalBody, toTaxBody } from '../../translation/organisation-request.js';
import { putB2c, putPochi } from './b2c.product.js';
import type { OrganisationProduct } from './organisation.sender.js';

/** Which callbacks tell of a product: `<family>-result` and `<family>-timeout`. */
export type ResultFamily = 'b2c' | 'b2b' | 'reversal';

interface ProductRow {
  readonly family: ResultFamily;
  readonly put: OrganisationProduct['put'];
}

const b2b: ProductRow = {
  family: 'b2b',
  put: ({ send, payment, signed }) => send(ENDPOINTS.b2b, toB2bBody(payment, signed)),
};

/** Every kind of payment that an operator signs. */
export type OrganisationKind = Exclude<PaymentKind, 'stk-push' | 'c2b' | 'b2b-express'>;

export const ORGANISATION_PRODUCTS = {
  b2c: { family: 'b2c', put: putB2c },
  pochi: { family: 'b2c', put: putPochi },
  b2b,
  'top-up': b2b,
  tax: {
    family: 'b2b',
    put: ({ send, payment, signed }) => send(ENDPOINTS.tax, toTaxBody(payment, signed)),
  },
  reversal: {
    family: 'reversal',
    put: ({ send, payment, signed }) => send(ENDPOINTS.reversal, toReversalBody(payment, signed)),
  },
} as const satisfies Record<OrganisationKind, ProductRow>;
