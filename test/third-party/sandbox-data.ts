import { createHash } from 'node:crypto';
import { DEFAULT_SEED, type WorldSeed } from 'daraja-simulator';

/** What every developer has from Safaricom's portal (DARAJA-FACTS 7.3), and what the simulator starts with. */
export const KEY = 'sandbox-key';
export const SECRET = 'sandbox-secret';
export const PASSKEY = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';
export const INITIATOR = 'testapi';
export const INITIATOR_PASSWORD = 'Safaricom999!*!';

/** The pay bill of M-Pesa Express. */
export const EXPRESS = '174379';
/** A pay bill with money to pay out. */
export const PAYBILL = '600996';
/** John Doe's. */
export const PHONE = '254708374149';

/** C2B v1 and v2 are different products of an app (DARAJA-FACTS 1.5), and these clients only know v1. */
export const C2B_V1: WorldSeed = {
  shortcodes: DEFAULT_SEED.shortcodes.map((shortcode) => ({ ...shortcode, c2b: 'v1' })),
};

/** The same shortcodes with an app that has the other version. */
export const C2B_V2: WorldSeed = {
  shortcodes: DEFAULT_SEED.shortcodes.map((shortcode) => ({ ...shortcode, c2b: 'v2' })),
};

/** PHONE as C2B v1 writes it: SHA-256 of the number. */
export const HASHED_PHONE = createHash('sha256').update(PHONE).digest('hex');
