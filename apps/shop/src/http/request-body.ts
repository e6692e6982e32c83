/** The fields of a JSON body; none when it is no object. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/** JSON writes what is absent as null. */
export function optional(value: unknown): unknown {
  return value === null ? undefined : value;
}
