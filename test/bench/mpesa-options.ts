import type { DynamicModule } from '@nestjs/common';
import { MpesaModule, type MpesaOptions } from 'nestjs-mpesa';
import type { TestStorage } from '../support/database.js';
import { CALLBACK_BASE_URL, CALLBACK_SECRET } from './stk-requests.js';

export type BenchStorage = TestStorage;

/** The module as a host has it, with every check of the door switched on. */
export function benchModule(storage: BenchStorage, more: Partial<MpesaOptions> = {}): DynamicModule {
  return MpesaModule.forRoot({
    environment: { baseUrl: 'http://127.0.0.1:1' },
    consumerKey: 'bench',
    consumerSecret: 'bench',
    shortcode: '174379',
    passkey: 'bench-passkey',
    callbacks: {
      baseUrl: CALLBACK_BASE_URL,
      secret: CALLBACK_SECRET,
      sourceAddresses: { mode: 'enforce', addresses: ['127.0.0.1'] },
    },
    storage,
    ...more,
  });
}
