import type { OpenAPIObject } from '@nestjs/swagger';
import type { CollectionPlan, FieldValues, PlanStep } from './collection-plan.js';
import { sampled, type Schema, type Schemas } from './sample-values.js';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { name: string }>;
type Body = Extract<NonNullable<Operation['requestBody']>, { content: object }>;

export const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** The step of an operation; one that the plan forgot is run last, as it is described. */
export function stepOf(plan: CollectionPlan, { operationId = '' }: Operation): PlanStep {
  return plan.steps.find(({ run }) => run === operationId) ?? { run: operationId };
}

/** The same API with the plan's values for examples, so that each request made of it can be sent as it stands. */
export function runnable(api: OpenAPIObject, plan: CollectionPlan): OpenAPIObject {
  const schemas = (api.components?.schemas ?? {}) as Schemas;
  const paths = Object.entries(api.paths).map(([path, item]) => [path, withSamples(item, { plan, schemas })]);
  return { ...api, paths: Object.fromEntries(paths) as OpenAPIObject['paths'] };
}

function withSamples(item: PathItem, about: { plan: CollectionPlan; schemas: Schemas }): PathItem {
  const operations = METHODS.flatMap((method) => {
    const operation = item[method];
    if (operation === undefined) return [];
    const { values, credentials } = stepOf(about.plan, operation);
    const all = { ...about.plan.values, ...values };
    const { security } = credentials === undefined ? operation : { security: [] };
    return [[method, { ...sampledOperation(operation, all, about.schemas), security }] as const];
  });
  return Object.fromEntries(operations);
}

function sampledOperation(operation: Operation, values: FieldValues, schemas: Schemas): Operation {
  // Problems have one shape everywhere, and would be half of the collection.
  const { default: _problem, ...responses } = operation.responses;
  const parameters = (operation.parameters ?? []) as Parameter[];
  return {
    ...operation,
    responses,
    parameters: parameters.flatMap((parameter) => sampledParameter(parameter, values)),
    requestBody: sampledBody(operation.requestBody as Body | undefined, values, schemas),
  };
}

/** OpenAPI ignores a parameter called Authorization: that is what `security` tells. */
function sampledParameter(parameter: Parameter, values: FieldValues): Parameter[] {
  const { name, required } = parameter;
  const value = values[name];
  if (value === null || name.toLowerCase() === 'authorization') return [];
  if (value === undefined) return required ? [parameter] : [];
  return [{ ...parameter, required: true, schema: { type: 'string' }, example: value }];
}

function sampledBody(body: Body | undefined, values: FieldValues, schemas: Schemas): Body | undefined {
  if (body === undefined) return undefined;
  const content = Object.entries(body.content).map(([type, { schema }]) => [
    type,
    { schema: sampled(schema as Schema, values, schemas) },
  ]);
  return { ...body, content: Object.fromEntries(content) as Body['content'] };
}
