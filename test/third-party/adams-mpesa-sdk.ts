import { createRequire } from 'node:module';

type AdamsMpesaSdk = typeof import('adams-mpesa-sdk', { with: { 'resolution-mode': 'require' } });

/** Required, not imported: its `index.mjs` is CommonJS under another name and cannot be loaded as an ES module. */
export const sdk = createRequire(import.meta.url)('adams-mpesa-sdk') as AdamsMpesaSdk;
