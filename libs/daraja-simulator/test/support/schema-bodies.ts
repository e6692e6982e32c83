import { readFileSync } from 'node:fs';

/** As much of a JSON schema as the request schemas of the OpenAPI file use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  'x-alias'?: string[];
}

interface Operation {
  'x-op': string;
  'x-family': string;
  requestBody?: { content: { 'application/json': { schema: Schema } } };
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const source = new URL('../../src/openapi/daraja.openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(source, 'utf8')) as Document;

/** The schema a reference leads to. */
export function resolved(schema: Schema): Schema {
  if (!schema.$ref) return schema;
  return resolved(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
}

/** Values of the patterns, written by hand: a generator would only repeat the schema. */
const SAMPLES: Record<string, unknown> = {
  Shortcode: '174379',
  Party: '600996',
  Phone: '254712345678',
  Amount: '10',
  WholeAmount: '10',
  Money: '10.00',
  Timestamp: '20261121101530',
  Remarks: 'fine',
  Url: 'http://127.0.0.1:9/told',
  NominatedNumber: '0712345678',
  billedPhoneNumber: '0712345678',
  StartDate: '2026-11-20 08:36:00',
  EndDate: '2026-11-21 10:10:00',
  'StandingOrder.StartDate': '20261201',
  'StandingOrder.EndDate': '20271201',
  dueDate: '2026-12-05',
  Frequency: '4',
};

function sample(owner: string, name: string, schema: Schema): unknown {
  const known = SAMPLES[`${owner}.${name}`] ?? SAMPLES[schema.$ref?.split('/').at(-1) ?? ''] ?? SAMPLES[name];
  if (known !== undefined) return known;
  const { enum: values, const: only, type, items, anyOf } = resolved(schema);
  if (only !== undefined || values) return only ?? values?.[0];
  if (anyOf && !type) return sample(owner, name, anyOf[0] ?? {});
  if (type === 'array') return [sample(owner, name, items ?? {})];
  return type === 'object' ? bodyOf(owner, resolved(schema)) : '4321';
}

function bodyOf(owner: string, { properties = {}, required = [] }: Schema): Record<string, unknown> {
  return Object.fromEntries(required.map((field) => [field, sample(owner, field, properties[field] ?? {})]));
}

/** A POST of the OpenAPI file: its object schema, and a body with its required fields that fits. */
export interface PostOperation {
  path: string;
  op: string;
  family: string;
  list: boolean;
  schema: Schema;
  body: Record<string, unknown>;
}

export const POST_OPERATIONS: PostOperation[] = Object.entries(document.paths).flatMap(([path, { post }]) => {
  if (!post?.requestBody) return [];
  const ref = post.requestBody.content['application/json'].schema;
  const whole = resolved(ref);
  const schema = whole.type === 'array' ? resolved(whole.items ?? {}) : whole;
  const body = bodyOf(ref.$ref?.split('/').at(-1) ?? '', schema);
  return [{ path, op: post['x-op'], family: post['x-family'], list: whole.type === 'array', schema, body }];
});

/** Values that break each rule of a field, by the rule. */
export function badValues(schema: Schema): [string, unknown][] {
  const { type, enum: values, const: only, pattern, minLength, maxLength } = resolved(schema);
  const holds = type === 'object' || type === 'array';
  return [
    ['type', holds ? 'text' : {}],
    ...(values || only !== undefined ? [['enum', 'none of them'] as [string, unknown]] : []),
    ...(pattern ? [['pattern', '!'] as [string, unknown]] : []),
    ...(minLength ? [['minLength', ''] as [string, unknown]] : []),
    ...(maxLength ? [['maxLength', 'x'.repeat(maxLength + 1)] as [string, unknown]] : []),
  ];
}
