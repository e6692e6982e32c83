import type { AccountNameResolver } from '../callbacks/account-name-resolver.js';
import type { C2bValidator } from '../callbacks/c2b-validator.js';
import type { AccountSource } from '../options/account-source.js';

/** What the host plugs in. Found when the application starts, before the first callback can come. */
export class HostPlugins {
  c2bValidator: C2bValidator | null = null;
  accountNameResolver: AccountNameResolver | null = null;
  accountSource: AccountSource | null = null;
}
