/** What we know of the URLs Safaricom has for a shortcode. */
export interface StoredC2bRegistration {
  readonly shortcode: string;
  readonly account: string;
  readonly version: 'v1' | 'v2';
  readonly responseType: 'Completed' | 'Cancelled';
  readonly confirmationUrl: string;
  readonly validationUrl: string;
  readonly registeredAt: number;
  /** `registered`: accepted now. `already-registered`: Safaricom kept what it had. */
  readonly outcome: 'registered' | 'already-registered';
  readonly answerCode: string | null;
  readonly answerText: string | null;
}

export interface C2bRegistrationStore {
  put(registration: StoredC2bRegistration): Promise<void>;
  get(shortcode: string): Promise<StoredC2bRegistration | null>;
}
