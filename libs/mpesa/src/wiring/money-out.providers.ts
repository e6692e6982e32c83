import type { Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { InitiatorCredentials } from '../operations/operators/initiator-credentials.js';
import { B2bExpressSender } from '../operations/money-out/b2b-express.sender.js';
import { B2bExpressService } from '../operations/money-out/b2b-express.service.js';
import { B2bService } from '../operations/money-out/b2b.service.js';
import { B2cService } from '../operations/money-out/b2c.service.js';
import {
  ORGANISATION_PRODUCTS,
  type OrganisationKind,
} from '../operations/money-out/organisation-products.js';
import { OrganisationSender } from '../operations/money-out/organisation.sender.js';
import { OutgoingPayments } from '../operations/money-out/outgoing-payments.js';
import { PochiService } from '../operations/money-out/pochi.service.js';
import { ReversalService } from '../operations/money-out/reversal.service.js';
import { TaxService } from '../operations/money-out/tax.service.js';
import { Operators } from '../operations/operators/operators.js';
import { PaymentInitiator } from '../operations/payment-initiator.js';
import { StkPushSender } from '../operations/stk-push/stk-push.sender.js';
import { AccountDirectory } from '../options/account-directory.js';
import { part } from './part.js';
import {
  MPESA_CLOCK,
  MPESA_NEW_ID,
  MPESA_POLICY,
  MPESA_QUESTION_DEPS,
  MPESA_RANDOM,
  MPESA_SENDERS,
  MPESA_STORAGE,
} from './tokens.js';

/** The services that move money out and across, and give it back. */
export const MONEY_OUT_SERVICES = [
  B2cService,
  PochiService,
  B2bService,
  TaxService,
  B2bExpressService,
  ReversalService,
];

const senders = part(
  MPESA_SENDERS,
  {
    asking: MPESA_QUESTION_DEPS,
    push: StkPushSender,
    credentials: InitiatorCredentials,
    operators: Operators,
    urls: CallbackUrls,
  },
  ({ asking, push, credentials, operators, urls }) => {
    const signed = (kind: OrganisationKind): OrganisationSender => {
      const { family, put } = ORGANISATION_PRODUCTS[kind];
      const product = { urls: urls.answersFor.bind(urls, family), put };
      return new OrganisationSender({ ...asking, credentials, operators }, product);
    };
    return {
      'stk-push': push,
      b2c: signed('b2c'),
      pochi: signed('pochi'),
      b2b: signed('b2b'),
      'top-up': signed('top-up'),
      tax: signed('tax'),
      reversal: signed('reversal'),
      'b2b-express': new B2bExpressSender({
        ...asking,
        callbackUrl: (id, account) => urls.urlFor('b2b-express', id, account),
      }),
    };
  },
);

const PARTS = {
  initiator: PaymentInitiator,
  accounts: AccountDirectory,
  policy: MPESA_POLICY,
  clock: MPESA_CLOCK,
  newId: MPESA_NEW_ID,
  random: MPESA_RANDOM,
};

function payer<T>(Service: new (outgoing: OutgoingPayments) => T): Provider {
  return part(Service, { outgoing: OutgoingPayments }, ({ outgoing }) => new Service(outgoing));
}

export const MONEY_OUT_PROVIDERS: readonly Provider[] = [
  senders,
  part(OutgoingPayments, { ...PARTS, operators: Operators }, (deps) => new OutgoingPayments(deps)),
  payer(B2cService),
  payer(PochiService),
  payer(B2bService),
  payer(TaxService),
  part(
    ReversalService,
    { outgoing: OutgoingPayments, storage: MPESA_STORAGE },
    ({ outgoing, storage }) => new ReversalService(outgoing, storage.queries),
  ),
  part(B2bExpressService, PARTS, (deps) => new B2bExpressService(deps)),
];
