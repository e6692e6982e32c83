import { createHash, randomUUID } from 'node:crypto';
import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { Phone } from '../../world/phone.js';
import type { World } from '../../world/world.js';

type LookupOp = 'imsi' | 'imsi-lookup' | 'sim-swap' | 'age-on-network';

/** What a SIM swap older than three months, or none, is dated (DARAJA-FACTS 1.17). */
const NEVER = '1900-01-01T00:00';

/** What is known of a customer's number and SIM (DARAJA-FACTS 1.17). */
export class NumberLookupProduct implements Product {
  constructor(
    readonly op: LookupOp,
    private readonly world: World,
  ) {}

  handle({ body }: ProductRequest): Answer {
    const customerNumber = textOf(body, 'customerNumber');
    const phone = this.world.findPhone(customerNumber);
    if (!phone && this.op !== 'age-on-network')
      throw new RefusedRequest(FAMILIES.stk.badField('customerNumber'));
    const requestRefID = randomUUID();
    // An unknown number was seen answered like this, with HTTP 400.
    if (!phone)
      return { status: 400, body: { requestRefID, responseCode: '404', responseDesc: 'Not found' } };
    return ok({ requestRefID, responseCode: '200', responseDesc: 'Success', ...FACTS[this.op](phone) });
  }
}

/** Version 2 of the IMSI look-up has no public answer; it gets that of version 1. */
const FACTS: Record<LookupOp, (phone: Phone) => Record<string, string>> = {
  imsi: allFacts,
  'imsi-lookup': allFacts,
  'sim-swap': ({ lastSwapAt }) => {
    const at = lastSwapAt ?? NEVER;
    return { lastSwapDate: `${dayFirst(at)} ${at.slice(11, 16)}` };
  },
  'age-on-network': ({ registeredOn, msisdn }) => ({
    msisdnRegistrationDate: dayFirst(registeredOn),
    customerNumber: msisdn,
  }),
};

function allFacts({ msisdn, lastSwapAt, registeredOn }: Phone): Record<string, string> {
  return {
    imsi: createHash('sha256').update(`imsi ${msisdn}`).digest('hex'),
    lastSwapDate: dayFirst(lastSwapAt ?? NEVER),
    msisdnRegistrationDate: dayFirst(registeredOn),
    customerNumber: msisdn,
  };
}

/** `01-05-2022` of `2022-05-01`. */
function dayFirst(date: string): string {
  const [year, month, day] = date.slice(0, 10).split('-');
  return `${day}-${month}-${year}`;
}
