import { SetMetadata } from '@nestjs/common';
import type { ConfirmOption } from './confirm-option.js';
import type { MpesaAccountOptions } from './mpesa-options.js';

export const ACCOUNT_SOURCE = 'nestjs-mpesa:account-source';

/** An account of the host's source: the same fields as in the options. Key and secret may be inherited from there. */
export type SourceAccountOptions = Omit<MpesaAccountOptions, 'confirm'>;

/** An account with the name under which calls ask for it. */
export interface NamedAccountOptions extends SourceAccountOptions {
  /** By which `find` knows it again, 1 to 64 characters; payments keep it. */
  readonly name: string;
}

/**
 * Looks accounts up when they are needed: many tenants, with credentials in the host's database. Accounts of the options go
 * first. Answers are held against the same rules as the options, and kept for a short while.
 */
export interface AccountSource {
  /** Null: there is none of this name. */
  find(name: string): Promise<SourceAccountOptions | null>;
  /**
   * The account whose `shortcode` or `till` a number is, for payments that customers make by themselves. Tills that share a
   * store number are several. None: null, or an empty list.
   */
  findByShortcode(number: string): Promise<NamedAccountOptions | readonly NamedAccountOptions[] | null>;
  /** As the option `confirm`, for all accounts of the source. Default `auto`. */
  readonly confirm?: ConfirmOption;
  /** How long an answer is used again, ms. Default 30000; 0 asks each time. */
  readonly cacheMs?: number;
}

/** Marks the one provider of the host that implements {@link AccountSource}. */
export function MpesaAccountSource(): ClassDecorator {
  return SetMetadata(ACCOUNT_SOURCE, true);
}
