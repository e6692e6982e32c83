import type { OpenAPIObject } from '@nestjs/swagger';
import type { CollectionPlan, PlanStep } from './collection-plan.js';
import { METHODS, runnable, stepOf } from './runnable-description.js';

/** As much of a Postman collection (v2.1) as is changed here. */
export interface PostmanCollection {
  item: PostmanItem[];
  variable: { key: string; value: string }[];
}

interface PostmanItem {
  readonly name: string;
  item?: PostmanItem[];
  readonly request?: { readonly method: string; readonly url: { readonly path: readonly string[] } };
  event?: { listen: 'test'; script: { type: 'text/javascript'; exec: string[] } }[];
}

/** One request: where it stands in the plan, and what its answer must be. */
interface PlannedRequest {
  readonly step: PlanStep;
  readonly order: number;
  readonly status: number;
}

/**
 * Makes the collection that runs from top to bottom: requests in the plan's order, each with a test that the answer has the
 * status its description promises.
 */
export async function postmanCollection(
  api: OpenAPIObject,
  plan: CollectionPlan,
  baseUrl: string,
): Promise<PostmanCollection> {
  const collection = await converted(runnable(api, plan));
  const planned = plannedRequests(api, plan);
  collection.item = inOrder(collection.item, planned);
  collection.variable = Object.entries({ baseUrl, ...plan.variables }).map(([key, value]) => ({
    key,
    value,
  }));
  return collection;
}

/** The converter's words for what the security schemes want, and ours. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  basicAuthUsername: 'clientId',
  basicAuthPassword: 'clientSecret',
  bearerToken: 'accessToken',
};

/** The converter takes a third of a second to load, which only those pay who ask for a collection. */
async function converted(api: OpenAPIObject): Promise<PostmanCollection> {
  const { convertV2 } = (await import('openapi-to-postmanv2')).default;
  const options = {
    folderStrategy: 'Tags',
    parametersResolution: 'Example',
    includeAuthInfoInExample: false,
  } as const;
  return new Promise((resolve, reject) => {
    convertV2({ type: 'json', data: structuredClone(api) }, options, (error, result) => {
      const [output] = result?.output ?? [];
      if (output === undefined) reject(error ?? new Error(`no collection: ${result?.reason}`));
      else resolve(withOurCredentials(output.data));
    });
  });
}

function withOurCredentials(collection: unknown): PostmanCollection {
  const named = JSON.stringify(collection).replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const ours = CREDENTIALS[name];
    return ours === undefined ? whole : `{{${ours}}}`;
  });
  return JSON.parse(named) as PostmanCollection;
}

/** By method and address as Postman writes it. */
function plannedRequests(api: OpenAPIObject, plan: CollectionPlan): Map<string, PlannedRequest> {
  const requests = new Map<string, PlannedRequest>();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const step = stepOf(plan, operation);
      const index = plan.steps.indexOf(step);
      requests.set(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, {
        step,
        order: index < 0 ? plan.steps.length : index,
        status: Math.min(...Object.keys(operation.responses).map(Number).filter(Number.isInteger)),
      });
    }
  }
  return requests;
}

/** Folders stand where the first of their requests does. */
function inOrder(items: readonly PostmanItem[], planned: Map<string, PlannedRequest>): PostmanItem[] {
  const placed = items.map((item) => {
    if (item.item !== undefined) {
      const inside = inOrder(item.item, planned);
      return { order: orderOf(inside[0], planned), item: { ...item, item: inside } };
    }
    return { order: orderOf(item, planned), item: { ...item, event: [testOf(plannedOf(item, planned))] } };
  });
  return placed.sort((one, other) => one.order - other.order).map(({ item }) => item);
}

function orderOf(item: PostmanItem | undefined, planned: Map<string, PlannedRequest>): number {
  if (item === undefined) return Infinity;
  return item.item === undefined ? plannedOf(item, planned).order : orderOf(item.item[0], planned);
}

function plannedOf({ name, request }: PostmanItem, planned: Map<string, PlannedRequest>): PlannedRequest {
  const found = planned.get(`${request?.method} /${request?.url.path.join('/')}`);
  if (found === undefined) throw new Error(`the request "${name}" is of no operation`);
  return found;
}

function testOf({ step, status }: PlannedRequest): NonNullable<PostmanItem['event']>[number] {
  const kept = Object.entries(step.keep ?? {}).map(
    ([variable, where]) => `pm.collectionVariables.set('${variable}', pm.response.json().${where});`,
  );
  const exec = [`pm.test('answers ${status}', () => pm.response.to.have.status(${status}));`, ...kept];
  return { listen: 'test', script: { type: 'text/javascript', exec } };
}
