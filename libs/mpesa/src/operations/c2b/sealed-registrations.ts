import type { CallbackUrlSeal } from '../callback-url-seal.js';
import type { C2bRegistrationStore, StoredC2bRegistration } from './c2b-registration.store.js';

/** Keeps registrations without the tokens of their URLs in clear. */
export class SealedRegistrations implements C2bRegistrationStore {
  constructor(
    private readonly store: C2bRegistrationStore,
    private readonly seal: CallbackUrlSeal,
  ) {}

  put(registration: StoredC2bRegistration): Promise<void> {
    const { shortcode } = registration;
    return this.store.put(withUrls(registration, (url) => this.seal.seal(url, shortcode)));
  }

  async get(shortcode: string): Promise<StoredC2bRegistration | null> {
    const kept = await this.store.get(shortcode);
    return kept && withUrls(kept, (url) => this.seal.open(url, shortcode));
  }
}

function withUrls(
  registration: StoredC2bRegistration,
  change: (url: string) => string,
): StoredC2bRegistration {
  const { confirmationUrl, validationUrl } = registration;
  return {
    ...registration,
    confirmationUrl: change(confirmationUrl),
    validationUrl: change(validationUrl),
  };
}
