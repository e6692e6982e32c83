import { ENDPOINTS } from '../../libs/mpesa/src/daraja/endpoints/daraja.endpoints.js';
import type { Endpoint } from '../../libs/mpesa/src/daraja/wire/endpoint.js';
import type { EndpointName } from './wire-calls.js';

/** The endpoint table, for tests that go through it row by row. */
export const ROWS: Readonly<Record<EndpointName, Endpoint<never, unknown>>> = ENDPOINTS;

export const ROW_NAMES = Object.keys(ENDPOINTS) as readonly EndpointName[];
