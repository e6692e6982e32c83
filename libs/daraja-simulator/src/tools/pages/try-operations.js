/** The endpoints of the OpenAPI file, as forms see them. */

/**
 * One entry per endpoint: `{ id, op, method, path, title, list, fields }`; a field is
 * `{ name, required, hint, options, json }`, `options` the values it may have, `json` whether it holds more than a text.
 */
export function operationsOf(document) {
  const schemaAt = (schema) =>
    schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema;

  const field = (name, given, required) => {
    const schema = schemaAt(given);
    const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
    return {
      name,
      required,
      hint: schema.description ?? '',
      options: [...new Set(values.filter((value) => value !== null && value !== '').map(String))],
      json: schema.type === 'object' || schema.type === 'array',
    };
  };

  const bodyFields = (schema) => {
    if (!schema) return [];
    if (schema.type === 'array') return [field('items', schema, true)];
    return Object.entries(schema.properties).map(([name, given]) =>
      field(name, given, schema.required?.includes(name) ?? false),
    );
  };

  const operation = (path, method, described) => {
    const schema = schemaAt(described.requestBody?.content['application/json'].schema);
    const query = described.parameters ?? [];
    return {
      id: described.operationId,
      op: described['x-op'],
      method: method.toUpperCase(),
      path,
      title: described.summary,
      list: schema?.type === 'array',
      fields: [
        ...query.map(({ name, required, schema: given }) => field(name, given, required)),
        ...bodyFields(schema),
      ],
    };
  };

  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operation(path, method, described)),
  );
}
