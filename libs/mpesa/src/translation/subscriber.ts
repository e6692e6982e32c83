import type { B2cHakikishaRequestBody } from '../daraja/contracts/b2c-hakikisha.contract.js';
import type {
  IdValidationAnswer,
  IdValidationRequestBody,
} from '../daraja/contracts/id-validation.contract.js';
import type { SubscriberAnswer } from '../daraja/contracts/subscriber-checks.contract.js';

/** What is asked about a number, in the name of a shortcode. */
export interface SubscriberQuestion {
  /** Ours, unique. */
  readonly requestId: string;
  readonly shortcode: string;
  /** Twelve digits. */
  readonly phone: string;
}

/** @param document its kind as Daraja codes it, and its number */
export function toIdValidationBody(
  { requestId, shortcode, phone }: SubscriberQuestion,
  document: Pick<IdValidationRequestBody, 'idType' | 'idNumber'>,
): IdValidationRequestBody {
  return { requestRefID: requestId, shortCode: shortcode, msisdn: phone, ...document };
}

export function idValidationFrom({ matches, responseMessage, responseRefID }: IdValidationAnswer) {
  return { matches, message: responseMessage, responseId: responseRefID };
}

/** @param at epoch ms */
export function toRecipientNameBody(
  { requestId, shortcode, phone }: SubscriberQuestion,
  at: number,
): B2cHakikishaRequestBody {
  return {
    header: { requestID: requestId, timestamp: String(Math.floor(at / 1000)) },
    body: { msisdn: phone, shortcode },
  };
}

/** What Safaricom knows of a number; times are epoch ms. */
export function subscriberFrom<Registered extends number | null>(
  answer: SubscriberAnswer & { readonly msisdnRegistrationDate: Registered },
) {
  return {
    imsiHash: answer.imsi,
    lastSwapAt: answer.lastSwapDate,
    registeredAt: answer.msisdnRegistrationDate,
    requestId: answer.requestRefID,
  };
}
