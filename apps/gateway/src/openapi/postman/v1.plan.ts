import type { CollectionPlan, PlanStep } from './collection-plan.js';

const endpoint = { id: '{{endpointId}}' };
const payment = { id: '{{paymentId}}' };
const delivery = { id: '{{deliveryId}}' };

const ENDPOINTS: readonly PlanStep[] = [
  { run: 'registerEndpoint', values: { prefix: null }, keep: { endpointId: 'id' } },
  { run: 'listEndpoints' },
  { run: 'getEndpoint', values: endpoint },
  { run: 'changeEndpoint', values: endpoint },
  { run: 'pingEndpoint', values: endpoint },
  { run: 'rotateEndpointSecret', values: endpoint },
  { run: 'disableEndpoint', values: endpoint },
  { run: 'enableEndpoint', values: endpoint },
];

const PAYMENTS: readonly PlanStep[] = [
  { run: 'collect', keep: { paymentId: 'id' } },
  // Ends when the customer has paid, which the rest waits for.
  { run: 'watchPayment', values: payment },
  { run: 'getPayment', values: payment },
  { run: 'listPayments' },
  { run: 'recheck', values: payment },
  { run: 'transactionStatus', values: { receipt: null, paymentId: '{{paymentId}}' } },
  { run: 'refund', values: payment },
  { run: 'payOut' },
];

const DELIVERIES: readonly PlanStep[] = [
  { run: 'listDeliveries', keep: { deliveryId: 'items[0].id' } },
  { run: 'getDelivery', values: delivery },
  { run: 'replayDelivery', values: delivery },
];

/** Of the gateway's own API. */
export const V1_PLAN: CollectionPlan = {
  variables: {
    clientId: '',
    clientSecret: '',
    phone: '0722 000 000',
    callbackUrl: 'https://shop.example.co.ke/mpesa',
  },
  values: {
    'Idempotency-Key': '{{$guid}}',
    phone: '{{phone}}',
    url: '{{callbackUrl}}',
  },
  steps: [
    // The credentials are in a Basic header.
    {
      run: 'createToken',
      values: { client_id: null, client_secret: null },
      keep: { accessToken: 'access_token' },
    },
    { run: 'whoAmI' },
    ...ENDPOINTS,
    ...PAYMENTS,
    ...DELIVERIES,
  ],
};
