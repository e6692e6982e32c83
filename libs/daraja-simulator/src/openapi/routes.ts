import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { RequestOp } from '../faults/fault-rule.js';
import type { FamilyName } from '../gateway/family.js';

interface OperationObject {
  operationId: string;
  'x-op': RequestOp;
  'x-family': FamilyName;
  requestBody?: { content: { 'application/json': { schema: { $ref: string } } } };
}

interface DarajaDocument {
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

/** One path of Daraja, as the OpenAPI file describes it. */
export interface Route {
  readonly path: string;
  readonly method: string;
  readonly op: RequestOp;
  readonly family: FamilyName;
  readonly version: string;
  /** The first field of the schema that is missing or wrong, or null. Daraja names only one. */
  readonly firstBadField: (body: unknown) => string | null;
  /** The field blamed when the body did not come as JSON at all. */
  readonly firstField: string;
}

const SOURCE = readFileSync(new URL('./daraja.openapi.json', import.meta.url), 'utf8');

/** The OpenAPI 3.1 document of everything the simulator serves for Daraja. */
export const DARAJA_DOCUMENT = JSON.parse(SOURCE) as DarajaDocument;

/** Every path with its compiled request schema; the gateway serves exactly these. */
export function readRoutes(): Route[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  ajv.addSchema(DARAJA_DOCUMENT, 'daraja');
  return Object.entries(DARAJA_DOCUMENT.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      op: operation['x-op'],
      family: operation['x-family'],
      version: /\/(v\d)\//.exec(path)?.[1] ?? 'v1',
      ...bodyRule(ajv, operation),
    })),
  );
}

function bodyRule(ajv: Ajv2020, operation: OperationObject): Pick<Route, 'firstBadField' | 'firstField'> {
  const ref = operation.requestBody?.content['application/json'].schema.$ref;
  if (!ref) return { firstBadField: () => null, firstField: '' };
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  const fields = Object.keys(DARAJA_DOCUMENT.components.schemas[name]?.properties ?? {});
  const validate = ajv.getSchema(`daraja${ref}`);
  if (!validate) throw new Error(`The OpenAPI document has no schema ${ref}`);
  return { firstBadField: (body) => firstBadField(validate, fields, body), firstField: fields[0] ?? '' };
}

function firstBadField(validate: ValidateFunction, fields: string[], body: unknown): string | null {
  if (validate(body)) return null;
  const bad = (validate.errors ?? []).map(({ instancePath, params }) => {
    const missing = (params as { missingProperty?: string }).missingProperty;
    return missing ?? instancePath.split('/')[1] ?? '';
  });
  return fields.find((field) => bad.includes(field)) ?? fields[0] ?? '';
}
