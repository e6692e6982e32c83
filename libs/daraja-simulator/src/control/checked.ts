import { Ajv, type ErrorObject } from 'ajv';
import { ControlError } from './control-error.js';

const ajv = new Ajv({ strict: true, allowUnionTypes: true, verbose: true });

/** A reader of untrusted input: returns it typed when it fits `schema`, else throws an error that names the first fault. */
export function checker<T>(schema: object): (input: unknown) => T {
  const validate = ajv.compile<T>(schema);
  return (input) => {
    const value = input ?? {};
    if (validate(value)) return value;
    throw faultOf(validate.errors?.[0]);
  };
}

function faultOf(error: ErrorObject | undefined): ControlError {
  const path = (error?.instancePath ?? '').slice(1).replaceAll('/', '.');
  const params = (error?.params ?? {}) as {
    missingProperty?: string;
    additionalProperty?: string;
    allowedValues?: unknown[];
  };
  const named = params.missingProperty ?? params.additionalProperty;
  const field = [path, named].filter(Boolean).join('.') || 'body';
  const allowed = params.allowedValues ? `: ${params.allowedValues.map(String).join(', ')}` : '';
  const value = named ? ((error?.data ?? {}) as Record<string, unknown>)[named] : error?.data;
  return new ControlError(400, field, value ?? null, `${error?.message ?? 'is not valid'}${allowed}`);
}
