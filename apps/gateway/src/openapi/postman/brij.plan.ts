import type { CollectionPlan } from './collection-plan.js';

/** Of Brij M-Pesa Offline. */
export const BRIJ_PLAN: CollectionPlan = {
  variables: {
    clientId: '',
    clientSecret: '',
    routingPrefix: 'FT',
    callbackUrl: 'https://shop.example.co.ke/mpesa',
    billRefNumber: 'FT12862637',
    transId: 'UKL632NMUA',
  },
  values: {
    routingPrefix: '{{routingPrefix}}',
    url: '{{callbackUrl}}',
    billRefNumber: '{{billRefNumber}}',
    transId: '{{transId}}',
    resultUrl: '{{callbackUrl}}',
  },
  steps: [
    {
      run: 'brijToken',
      values: { client_id: '{{clientId}}', client_secret: '{{clientSecret}}' },
      credentials: 'in the body',
      keep: { accessToken: 'access_token' },
    },
    { run: 'brijRegisterUrl', keep: { urlId: 'id' } },
    { run: 'brijUpdateUrl', values: { id: '{{urlId}}' } },
    { run: 'brijTransactionStatus' },
  ],
};
