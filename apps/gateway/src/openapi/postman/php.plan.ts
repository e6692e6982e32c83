import type { CollectionPlan } from './collection-plan.js';

/** Of the PHP platform. */
export const PHP_PLAN: CollectionPlan = {
  variables: {
    clientId: '',
    clientSecret: '',
    phone: '254708374149',
    callbackUrl: 'https://shop.example.co.ke/mpesa',
  },
  values: {
    phone: '{{phone}}',
    confirmation_url: '{{callbackUrl}}',
    validation_url: '{{callbackUrl}}',
  },
  steps: [
    { run: 'phpToken', keep: { accessToken: 'token' } },
    { run: 'phpStkPush' },
    { run: 'phpC2bRegister' },
    { run: 'phpResultCodes' },
  ],
};
