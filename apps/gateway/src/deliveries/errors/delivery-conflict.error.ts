/** The id names another message already: another client's, or one to another destination. Nothing was stored. */
export class DeliveryConflictError extends Error {
  override readonly name = 'DeliveryConflictError';
  readonly code = 'delivery-conflict';

  constructor(readonly deliveryId: string) {
    super(`the id ${deliveryId} is taken by a delivery to another destination`);
  }
}
