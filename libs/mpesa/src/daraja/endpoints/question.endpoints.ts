import {
  type B2cHakikishaAnswer,
  type B2cHakikishaRequestBody,
  parseB2cHakikishaAnswer,
} from '../contracts/b2c-hakikisha.contract.js';
import {
  type IdValidationAnswer,
  type IdValidationRequestBody,
  parseIdValidationAnswer,
} from '../contracts/id-validation.contract.js';
import {
  type OrganisationInfoAnswer,
  type OrganisationInfoRequestBody,
  parseOrganisationInfoAnswer,
} from '../contracts/organisation-info.contract.js';
import {
  type PullQueryAnswer,
  type PullQueryRequestBody,
  type PullRegisterAnswer,
  type PullRegisterRequestBody,
  parsePullQueryAnswer,
  parsePullQueryError,
  parsePullRegisterAnswer,
} from '../contracts/pull.contract.js';
import {
  type AgeOnNetworkAnswer,
  type SubscriberAnswer,
  type SubscriberRequestBody,
  parseAgeOnNetworkAnswer,
  parseSimSwapAnswer,
  parseSubscriberAnswer,
} from '../contracts/subscriber-checks.contract.js';
import { endpoint } from '../wire/endpoint.js';

const question = {
  method: 'POST',
  auth: 'bearer',
  onUnanswered: 'retry',
} as const;
const pull = { ...question, product: 'pull' } as const;

/** What is answered in the HTTP response, moves no money and may be asked again. */
export const QUESTION_ENDPOINTS = {
  pullRegister: endpoint<PullRegisterRequestBody, PullRegisterAnswer>({
    ...pull,
    path: '/pulltransactions/v1/register',
    parse: parsePullRegisterAnswer,
  }),
  pullQuery: endpoint<PullQueryRequestBody, PullQueryAnswer>({
    ...pull,
    path: '/pulltransactions/v1/query',
    parse: parsePullQueryAnswer,
    parseError: parsePullQueryError,
  }),
  imsi: endpoint<SubscriberRequestBody, SubscriberAnswer>({
    ...question,
    product: 'imsi',
    path: '/imsi/v1/checkATI',
    parse: parseSubscriberAnswer,
  }),
  imsiV2: endpoint<SubscriberRequestBody, SubscriberAnswer>({
    ...question,
    product: 'imsi',
    path: '/imsi-lookup/v1/checkATI',
    parse: parseSubscriberAnswer,
  }),
  simSwap: endpoint<SubscriberRequestBody, SubscriberAnswer>({
    ...question,
    product: 'sim-swap',
    path: '/imsi/v2/checkATI',
    parse: parseSimSwapAnswer,
  }),
  ageOnNetwork: endpoint<SubscriberRequestBody, AgeOnNetworkAnswer>({
    ...question,
    product: 'age-on-network',
    path: '/registration/lookup/v1/checkATI',
    parse: parseAgeOnNetworkAnswer,
  }),
  idValidation: endpoint<IdValidationRequestBody, IdValidationAnswer>({
    ...question,
    product: 'id-validation',
    path: '/v1/KYC-validation/validateID',
    parse: parseIdValidationAnswer,
  }),
  organisationInfo: endpoint<OrganisationInfoRequestBody, OrganisationInfoAnswer>({
    ...question,
    product: 'organisation-info',
    path: '/sfcverify/v1/query/info',
    parse: parseOrganisationInfoAnswer,
  }),
  b2cHakikisha: endpoint<B2cHakikishaRequestBody, B2cHakikishaAnswer>({
    ...question,
    product: 'b2c-hakikisha',
    path: '/mpesa/b2c/hakikisha/v1/hakikisha',
    parse: parseB2cHakikishaAnswer,
  }),
} as const;
