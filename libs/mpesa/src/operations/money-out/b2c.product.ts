import type { Acknowledgement } from '../../daraja/contracts/acknowledgement.js';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { isMadeForV1 } from '../../daraja/exchange/refusal-kinds.js';
import { toB2cV1Body, toB2cV3Body, toPochiBody } from '../../translation/organisation-request.js';
import type { OrganisationRequest } from './organisation.sender.js';

/** By the version that the account's Daraja app has. Falling back is safe: a refused request was not acted on. */
export async function putB2c(request: OrganisationRequest): Promise<Acknowledgement> {
  const { b2c } = request.account;
  if (b2c.version === 'v1') return putB2cV1(request);
  const { send, payment, signed } = request;
  try {
    return await send(ENDPOINTS.b2cV3, toB2cV3Body(payment, signed));
  } catch (error) {
    if (!isMadeForV1(error) || !b2c.fallbackToV1) throw error;
    await request.departure.takeBack();
    return putB2cV1(request);
  }
}

function putB2cV1({ send, payment, signed }: OrganisationRequest): Promise<Acknowledgement> {
  return send(ENDPOINTS.b2cV1, toB2cV1Body(payment, signed));
}

export function putPochi({ send, account, payment, signed }: OrganisationRequest): Promise<Acknowledgement> {
  const endpoint = account.pochi.path === 'b2c' ? ENDPOINTS.pochiByB2c : ENDPOINTS.pochi;
  return send(endpoint, toPochiBody(payment, signed));
}
