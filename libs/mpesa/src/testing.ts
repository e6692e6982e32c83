// Test overrides: override these providers to decide about time, chance and the network
export {
  MPESA_CLOCK,
  MPESA_CONNECTION_WAIT_MS,
  MPESA_DELAY,
  MPESA_RANDOM,
  MPESA_TRANSPORT,
} from './wiring/tokens.js';
export type { Clock } from './values/clock.js';
export type { Delay } from './values/delay.js';
export type { RandomSource } from './values/random.js';
export { TransportError } from './daraja/wire/transport.js';
export type { Transport, TransportAnswer, TransportRequest } from './daraja/wire/transport.js';

// Moving time and work by hand
export { ManualClock } from './testing/manual-clock.js';
export { mpesaWork } from './testing/mpesa-work.js';
export type { MpesaWork } from './testing/mpesa-work.js';
