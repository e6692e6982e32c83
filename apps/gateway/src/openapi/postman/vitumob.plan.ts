import type { CollectionPlan } from './collection-plan.js';

/** Of Vitumob. */
export const VITUMOB_PLAN: CollectionPlan = {
  variables: { clientId: '', clientSecret: '', phone: '254708374149' },
  values: { order_id: '{{$guid}}', user_phone_number: '{{phone}}' },
  steps: [{ run: 'vitumobToken', keep: { accessToken: 'access_token' } }, { run: 'vitumobPush' }],
};
