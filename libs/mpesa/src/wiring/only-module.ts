import type { DiscoveryService } from '@nestjs/core';
import { MpesaOptionsError } from '../errors/mpesa-options.error.js';
import { MPESA_STORAGE } from './tokens.js';

/**
 * Two modules in one application would share the paths of the callbacks, and each would have its own rows: callbacks of the second
 * would lie in the inbox of the first.
 *
 * @throws MpesaOptionsError
 */
export function refuseSecondModule(discovery: DiscoveryService): void {
  const modules = discovery.getProviders().filter(({ token }) => token === MPESA_STORAGE).length;
  if (modules < 2) return;
  throw new MpesaOptionsError([
    {
      option: 'MpesaModule',
      value: `${modules} times`,
      rule: 'is imported with options of its own more than once in one application',
      fix: 'call forRoot or forRootAsync once, with several `accounts`, and import what it returned (or set isGlobal: true)',
    },
  ]);
}
