import type { PayerIdentity } from '../../values/payer-identity.js';
import type { Payment } from '../payment.js';
import type { FactAboutPayment, SucceededFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';

type Names = Pick<PaymentPolicy, 'erasedCheckouts'>;

/**
 * News of a payment, as far as it may be heard. One whose personal data was erased learns none of it again, however late a copy
 * comes, and knows the name of its request by what was left of it.
 */
export function hearable(payment: Payment, fact: FactAboutPayment, names: Names): FactAboutPayment {
  if (payment.erasedAt === null) return fact;
  const nameless = withErasedName(payment, fact, names);
  return nameless.type === 'succeeded' ? withoutPerson(nameless) : nameless;
}

function withErasedName<F extends FactAboutPayment>(payment: Payment, fact: F, names: Names): F {
  const told = 'checkoutRequestId' in fact ? fact.checkoutRequestId : null;
  if (told === null || told === undefined) return fact;
  const forms = names.erasedCheckouts(told);
  const known = forms.find((form) => form === payment.checkoutRequestId);
  return { ...fact, checkoutRequestId: known ?? forms[0] };
}

/** That a payer was told remains, for it is part of what is proven; who it was does not. */
function withoutPerson(fact: SucceededFact): SucceededFact {
  const { other, received, source, resultText } = fact;
  return {
    ...fact,
    phone: null,
    partyName: null,
    resultText: source === 'person' ? resultText : null,
    ...withoutNumber({ other }),
    ...(received === undefined ? {} : { received: anonymous(received) }),
  };
}

function anonymous({ other, ...received }: NonNullable<SucceededFact['received']>) {
  return { ...received, partyName: null, phone: null, ...withoutNumber({ other }) };
}

function withoutNumber({ other }: { readonly other: PayerIdentity | undefined }) {
  return other === undefined ? {} : { other: { ...other, value: '' } };
}
