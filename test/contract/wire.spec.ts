import { beforeAll, describe, expect, it } from '@jest/globals';
import { ENDPOINTS } from '../../libs/mpesa/src/daraja/endpoints/daraja.endpoints.js';
import { OpenApi } from './open-api.js';
import { makeCall, WIRE_CALLS, type EndpointName } from './wire-calls.js';

const NAMES = Object.keys(ENDPOINTS) as EndpointName[];

let api: OpenApi;
beforeAll(() => {
  api = OpenApi.ofSimulator();
});

describe('what the library sends', () => {
  it.each(NAMES)('by %s fits the OpenAPI file of the simulator, and is accepted', async (name) => {
    const { method, path } = ENDPOINTS[name];
    const { schema } = WIRE_CALLS[name];
    const { sim } = await makeCall(name);
    const sent = sim.requests().filter((entry) => entry.direction === 'in' && entry.method === method);
    const mine = sent.filter(({ url }) => url === path.split('?')[0]);
    expect(mine.length).toBeGreaterThan(0);
    for (const entry of mine) {
      const request = { method, path: path + queryOf(name), body: entry.requestBody };
      expect(schema ? api.bodyFaults(schema, request.body) : api.faultsOf(request)).toEqual([]);
      expect(entry).toMatchObject({ status: 200, outcome: 'answered' });
    }
  });
});

/** The simulator's journal keeps paths without their query, so it is taken from the row. */
function queryOf(name: EndpointName): string {
  if (name === 'bundleOffers') return `?${asked(ENDPOINTS.bundleOffers.query?.({ msisdn: '254712345678' }))}`;
  if (name === 'bundleStatus') return `?${asked(ENDPOINTS.bundleStatus.query?.({ id: 'bundle-1' }))}`;
  return '';
}

function asked(query: Readonly<Record<string, string>> = {}): URLSearchParams {
  return new URLSearchParams(query);
}

describe('the check', () => {
  const register = { ShortCode: '600000', ResponseType: 'Completed', ConfirmationURL: 'https://a.co.ke/c' };
  const path = '/mpesa/c2b/v2/registerurl';
  const faultsOf = (body: unknown): readonly string[] => api.faultsOf({ method: 'POST', path, body });

  it('sees a field that is missing, a value that is wrong and a key that Daraja would ignore', () => {
    expect(faultsOf(register)).toEqual([expect.stringContaining('ValidationURL')]);
    const whole = { ...register, ValidationURL: 'https://a.co.ke/v' };
    expect(faultsOf(whole)).toEqual([]);
    expect(faultsOf({ ...whole, ResponseType: 'completed' })).toEqual([
      expect.stringContaining('ResponseType'),
    ]);
    expect(faultsOf({ ...whole, Validationurl: 'x' })).toEqual(['Validationurl is in no schema']);
  });

  it('sees a path that the simulator does not have', () => {
    const nowhere = api.faultsOf({ method: 'POST', path: '/mpesa/c2b/v3/registerurl', body: register });
    expect(nowhere).toEqual(['POST /mpesa/c2b/v3/registerurl is in no path']);
  });
});
