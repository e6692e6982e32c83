import type { FailureWord } from '../../values/explanation.js';

interface FactAbout {
  readonly standingOrderId: string;
  /** When we learnt it, epoch ms. */
  readonly at: number;
}

/** Daraja took the request; the customer has not answered yet. */
export interface OrderAcceptedFact extends FactAbout {
  readonly type: 'accepted';
  readonly responseRefId: string | null;
}

/** No byte of the request left this machine, or is to leave it any more. */
export interface OrderNotSentFact extends FactAbout {
  readonly type: 'not-sent';
  readonly reason: string;
}

/** Bytes left, and no answer told what became of them. */
export interface OrderUnansweredFact extends FactAbout {
  readonly type: 'unanswered';
  /** The departure that nobody answered: of a later one it says nothing. Epoch ms. */
  readonly sendingAt: number;
}

interface OrderNews extends FactAbout {
  /** What a callback tells that Daraja called the request; absent where Daraja itself, or a person, has said so. */
  readonly told?: { readonly responseRefId: string | null };
}

/** The order stands. */
export interface OrderAgreedFact extends OrderNews {
  readonly type: 'agreed';
  readonly transactionId: string | null;
  readonly resultCode: string | null;
  readonly resultText: string | null;
}

/** The order does not stand: refused at once, or not agreed to. */
export interface OrderDeclinedFact extends OrderNews {
  readonly type: 'declined';
  readonly failure: FailureWord;
  readonly resultCode: string | null;
  readonly resultText: string | null;
}

/** Nobody told us anything in all the time Safaricom could have. */
export interface OrderHorizonPassedFact extends FactAbout {
  readonly type: 'horizon-passed';
}

export type StandingOrderFact =
  | OrderAcceptedFact
  | OrderNotSentFact
  | OrderUnansweredFact
  | OrderAgreedFact
  | OrderDeclinedFact
  | OrderHorizonPassedFact;
