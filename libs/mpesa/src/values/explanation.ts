/** Why something failed, in one word that our code may decide by. */
export type FailureWord =
  // Of payments by customers.
  | 'cancelled'
  | 'timeout'
  | 'expired'
  | 'unreachable'
  | 'insufficient-funds'
  | 'wrong-pin'
  | 'pin-locked'
  | 'limit-exceeded'
  | 'below-minimum'
  | 'rule-limited'
  | 'prompt-open'
  | 'prompt-failed'
  | 'not-permitted'
  | 'system-busy'
  // Of what an organisation asks for.
  | 'account-inactive'
  | 'already-reversed'
  | 'declined'
  | 'duplicate'
  | 'initiator-invalid'
  | 'initiator-locked'
  | 'internal-failure'
  | 'invalid-party'
  | 'invalid-request'
  | 'invalid-token'
  | 'original-unknown'
  | 'payee-not-supported'
  | 'product-missing'
  | 'role-missing'
  | 'throttled'
  | 'unknown'
  // Without a word from M-Pesa: Daraja's door said no, no byte left this machine, or a person decided.
  | 'refused'
  | 'not-sent'
  | 'resolved-as-failed';

/** Who can do something about it; the payee is the customer who is sent money. */
export type Fault = 'payer' | 'payee' | 'caller' | 'safaricom' | 'none' | 'unknown';

/** What a code, a message or an error means, and what to do about it. */
export interface Explanation {
  /** Null for a success, and for what is still under way. */
  readonly failure: FailureWord | null;
  readonly meaning: string;
  readonly fault: Fault;
  /** True when the same may succeed later without anything being changed first. */
  readonly retryable: boolean;
  /** True where nobody can say for sure that none did: look before trying again. */
  readonly moneyMayHaveMoved: boolean;
  readonly adviceToPayer: string;
  readonly adviceToDeveloper: string;
}
