import type { FieldValues } from './collection-plan.js';

/** As much of a JSON schema as the gateway's descriptions use. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

export type Schemas = Readonly<Record<string, Schema>>;

/**
 * The schema of one request that can be sent as it is: each field with its value as the example, and without the optional
 * fields that have none.
 */
export function sampled(schema: Schema, values: FieldValues, schemas: Schemas): Schema {
  const { properties, required = [], ...rest } = resolved(schema, schemas);
  if (properties === undefined) return rest;
  const fields = Object.entries(properties).flatMap(([name, field]): [string, Schema][] => {
    const sample = sampledField(field, { values, value: values[name], schemas });
    const present = sample.properties !== undefined || sample.example !== undefined;
    return present || (required.includes(name) && values[name] !== null) ? [[name, sample]] : [];
  });
  return { ...rest, properties: Object.fromEntries(fields), required: fields.map(([name]) => name) };
}

interface FieldSample {
  readonly values: FieldValues;
  readonly value: string | null | undefined;
  readonly schemas: Schemas;
}

function sampledField(field: Schema, { values, value, schemas }: FieldSample): Schema {
  const { type } = field;
  if (value === null) return { type };
  if (value !== undefined) return { type: 'string', example: value };
  const inner = sampled(field, values, schemas);
  if (inner.properties !== undefined) return Object.keys(inner.properties).length > 0 ? inner : { type };
  return { ...inner, example: inner.example ?? inner.default ?? inner.enum?.[0] };
}

function resolved(schema: Schema, schemas: Schemas): Schema {
  const target = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (target === undefined) return schema;
  const found = schemas[target.slice(target.lastIndexOf('/') + 1)];
  if (found === undefined) throw new Error(`${target} is not described`);
  return resolved(found, schemas);
}
