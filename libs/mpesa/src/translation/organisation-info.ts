import type {
  OrganisationInfoAnswer,
  OrganisationInfoRequestBody,
} from '../daraja/contracts/organisation-info.contract.js';
import { IDENTIFIER_TYPES } from '../daraja/wire/identifier-types.js';
import type { AccountType } from '../values/account-type.js';

export function toOrganisationInfoBody(type: AccountType, number: string): OrganisationInfoRequestBody {
  const identifierType = type === 'till' ? IDENTIFIER_TYPES.till : IDENTIFIER_TYPES.shortcode;
  return { IdentifierType: identifierType, Identifier: number };
}

/** The organisation behind the number that was asked about. */
export function organisationFrom(answer: OrganisationInfoAnswer, number: string) {
  return {
    name: answer.OrganizationName,
    number: answer.OrganizationShortCode ?? number,
    chargeProfileId: answer.ChargeProfileID,
    conversationId: answer.ConversationID,
  };
}
