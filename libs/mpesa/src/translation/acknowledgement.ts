import type { Acknowledgement } from '../daraja/contracts/acknowledgement.js';

/** Under which names M-Pesa tells of a request later. */
export interface ConversationNames {
  readonly conversationId: string | null;
  readonly originatorConversationId: string | null;
}

/** The names that a request was taken under. */
export function namesFromAcknowledgement(answer: Acknowledgement): ConversationNames {
  return {
    conversationId: answer.ConversationID,
    originatorConversationId: answer.OriginatorConversationID,
  };
}
