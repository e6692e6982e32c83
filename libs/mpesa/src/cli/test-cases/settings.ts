import type { DarajaApp } from '../../daraja/exchange/daraja-app.js';
import type { Subject } from './subjects.js';

/** The API operator of an organisation. */
export interface OperatorSettings {
  readonly name: string;
  /** The right `SecurityCredential`. */
  readonly credential: string;
  /** PEM of what it, and wrong ones, are encrypted with. */
  readonly certificate: string;
}

/** Against what, as whom, and for whom the cases are run. */
export interface TestCaseSettings {
  readonly environment: 'simulator' | 'sandbox';
  readonly app: DarajaApp;
  /** The pay bill that pushes, with its passkey. */
  readonly shortcode: string;
  readonly passkey: string;
  readonly c2bShortcode: string;
  readonly c2bVersion: 'v1' | 'v2';
  /** Pays out, and is asked about its balance. */
  readonly b2cShortcode: string;
  /** Twelve digits. */
  readonly phone: string;
  /** False for a number where nobody looks at prompts. */
  readonly phoneAnswers: boolean;
  readonly operator: OperatorSettings | null;
  /** Where Safaricom posts to; null where nothing can reach us. */
  readonly callbacks: { readonly baseUrl: string | null; readonly port: number } | null;
  /** How long a callback is waited for, milliseconds. */
  readonly waitMs: number;
  readonly subjects: readonly Subject[];
}
