import { Refusal } from '../errors/refusal.js';

/** Another client's endpoint is as absent as one that never was. */
export function endpointNotFound(id: string): Refusal {
  return new Refusal('endpoint-not-found', `there is no callback endpoint ${id}`);
}

/** Another client's delivery is as absent as one that never was. */
export function deliveryNotFound(id: string): Refusal {
  return new Refusal('delivery-not-found', `there is no delivery ${id}`);
}
