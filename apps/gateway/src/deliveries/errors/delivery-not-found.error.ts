/** This client has no delivery of that id. Another client's delivery is as absent as one that never was. */
export class DeliveryNotFoundError extends Error {
  override readonly name = 'DeliveryNotFoundError';
  readonly code = 'delivery-not-found';

  constructor(readonly deliveryId: string) {
    super(`there is no delivery ${deliveryId}`);
  }
}
