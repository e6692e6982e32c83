import { notThere, shown, type Product } from '../product.js';

const WHO = 'test/e2e/questions/who-is-it.spec.ts';
const NAMES = 'test/e2e/hakikisha/names.spec.ts';
const AT_ONCE = notThere('1.17', 'it is answered in the HTTP response, whatever the portal’s word “asynchronous” says');
const NAME_AT_ONCE = notThere('1.18', 'it is answered in the HTTP response');
const AGAIN = shown(WHO, 'is asked again under a new token, and once more after a broken connection');
const SAME_ROAD = notThere('1.17', 'it moves no money: a question without an answer is put again, as SIM swap shows');
const NAME_AGAIN = notThere('1.18', 'it moves no money: a question without an answer is put again, as SIM swap shows');
const UNKNOWN_SIM = shown(WHO, 'is as old as its registration, and unknown to Safaricom when it is of nobody');

/** Questions about numbers and names, and the one that Safaricom asks us. */
export const QUESTION_PRODUCTS: readonly Product[] = [
  {
    number: 17,
    title: 'IMSI v1',
    family: 'synchronous',
    fact: '1.17',
    endpoints: ['imsi'],
    services: [{ name: 'SubscriberService', methods: ['imsi'] }],
    success: [shown(WHO, 'has a hashed identity, by %s')],
    failure: [shown(WHO, 'of nobody has no identity, by %s')],
    timeout: AT_ONCE,
    reconciliation: SAME_ROAD,
  },
  {
    number: 18,
    title: 'IMSI v2',
    family: 'synchronous',
    fact: '1.17',
    endpoints: ['imsiV2'],
    services: [{ name: 'SubscriberService', methods: ['imsi'] }],
    success: [shown(WHO, 'has a hashed identity, by %s')],
    failure: [shown(WHO, 'of nobody has no identity, by %s')],
    timeout: AT_ONCE,
    reconciliation: SAME_ROAD,
  },
  {
    number: 19,
    title: 'SIM swap',
    family: 'synchronous',
    fact: '1.17',
    endpoints: ['simSwap'],
    services: [{ name: 'SubscriberService', methods: ['simSwap'] }],
    success: [shown(WHO, 'was swapped at a time, or not lately')],
    failure: [UNKNOWN_SIM, shown(WHO, 'outside the products of the Daraja app is refused')],
    timeout: AT_ONCE,
    reconciliation: [AGAIN],
  },
  {
    number: 20,
    title: 'Age on network',
    family: 'synchronous',
    fact: '1.17',
    endpoints: ['ageOnNetwork'],
    services: [{ name: 'SubscriberService', methods: ['ageOnNetwork'] }],
    success: [UNKNOWN_SIM],
    failure: [UNKNOWN_SIM, shown(WHO, 'that only the edge answers is an error that may be asked again')],
    timeout: AT_ONCE,
    reconciliation: SAME_ROAD,
  },
  {
    number: 21,
    title: 'Mobile number and ID validation',
    family: 'synchronous',
    fact: '1.17',
    endpoints: ['idValidation'],
    services: [{ name: 'IdValidationService', methods: ['validate'] }],
    success: [shown(WHO, 'is checked against a document')],
    failure: [
      shown(WHO, 'is checked against a document', 'that Safaricom could not check is an error that may be asked again, and no answer'),
    ],
    timeout: AT_ONCE,
    reconciliation: SAME_ROAD,
  },
  {
    number: 22,
    title: 'B2B Hakikisha (query org info)',
    family: 'synchronous',
    fact: '1.18',
    endpoints: ['organisationInfo'],
    services: [{ name: 'OrganisationInfoService', methods: ['find'] }],
    success: [shown(WHO, 'is told of pay bills and tills')],
    failure: [shown(WHO, 'is not told of an organisation that is not there')],
    timeout: NAME_AT_ONCE,
    reconciliation: NAME_AGAIN,
  },
  {
    number: 23,
    title: 'B2C Hakikisha (recipient name)',
    family: 'synchronous',
    fact: '1.18',
    endpoints: ['b2cHakikisha'],
    services: [{ name: 'RecipientNameService', methods: ['find'] }],
    success: [shown(WHO, 'is told of recipients, half starred out')],
    failure: [shown(WHO, 'is told of recipients, half starred out')],
    timeout: NAME_AT_ONCE,
    reconciliation: NAME_AGAIN,
  },
  {
    number: 24,
    title: 'C2B Hakikisha',
    family: 'synchronous',
    fact: '1.18',
    endpoints: notThere('1.18', 'Safaricom asks us, so there is no row of ours'),
    simulator: 'sim.askAccountName',
    services: [{ name: 'AccountNameResolver', methods: ['nameOf'] }],
    success: [shown(NAMES, 'the name of an account reaches Safaricom')],
    failure: [
      shown(
        NAMES,
        'nobody gets in without the password or a token, and no answer tells why',
        'that knows no such account makes a 404, as does a shortcode that is not ours',
      ),
    ],
    timeout: notThere('1.18', 'Safaricom asks us: there is no request of ours that could wait in a queue'),
    reconciliation: notThere('1.18', 'Safaricom asks us, and asks again if it wants to know'),
  },
];
