/** This client has no endpoint of that id. Another client's endpoint is as absent as one that never was. */
export class EndpointNotFoundError extends Error {
  override readonly name = 'EndpointNotFoundError';
  readonly code = 'endpoint-not-found';

  constructor(readonly endpointId: string) {
    super(`there is no callback endpoint ${endpointId}`);
  }
}
