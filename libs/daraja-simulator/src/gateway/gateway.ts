import type { IncomingHttpHeaders } from 'node:http';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { FaultBox } from '../faults/fault-box.js';
import type { DarajaIds } from '../ids/daraja-ids.js';
import type { Route } from '../openapi/routes.js';
import type { CurrentSettings } from '../settings/current-settings.js';
import type { TokenStore } from '../tokens/token-store.js';
import type { World } from '../world/world.js';
import { RefusedRequest, refusalAnswer, type Answer, type Refusal } from './answer.js';
import { EDGE_FAULT_KINDS, EDGE_FAULTS, isEdgeFault } from './edge-faults.js';
import { c2bBadTokenLive, FAMILIES, familyOfPath } from './family.js';
import type { Product } from './product.js';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What the caller gets; `lost` means that the connection breaks in its place. */
export interface GatewayReply {
  readonly op: string;
  readonly answer: Answer;
  readonly lost: boolean;
}

interface GatewayParts {
  routes: readonly Route[];
  products: readonly Product[];
  tokens: TokenStore;
  world: World;
  faults: FaultBox;
  settings: CurrentSettings;
  clock: VirtualClock;
  ids: DarajaIds;
}

/** What stands before every product: path, method, weather, token, content type, JSON, schema; in that order. */
export class Gateway {
  constructor(private readonly parts: GatewayParts) {}

  async reply(request: WireRequest): Promise<GatewayReply> {
    const requestId = this.parts.ids.requestId();
    const route = this.parts.routes.find(({ path }) => path === request.path);
    try {
      if (!route) throw new RefusedRequest(familyOfPath(request.path).notFound);
      const answer =
        (await this.edgeFault(route, requestId)) ?? (await this.admit(route, request, requestId));
      const lost = answer.status === 200 && this.parts.faults.strike(route.op, 'ack-lost') !== null;
      return { op: route.op, answer, lost };
    } catch (error) {
      if (!(error instanceof RefusedRequest)) throw error;
      return { op: route?.op ?? 'unknown', answer: refusalAnswer(error.refusal, requestId), lost: false };
    }
  }

  private async edgeFault(route: Route, requestId: string): Promise<Answer | null> {
    const slow = this.parts.faults.strike(route.op, 'slow');
    if (slow) await this.parts.clock.sleep(slow.ms ?? 5_000);
    const struck = this.parts.faults.strike(route.op, ...EDGE_FAULT_KINDS)?.fault;
    return struck && isEdgeFault(struck) ? EDGE_FAULTS[struck](requestId) : null;
  }

  private async admit(route: Route, request: WireRequest, requestId: string): Promise<Answer> {
    const family = FAMILIES[route.family];
    if (request.method !== route.method) throw new RefusedRequest(family.wrongMethod(request.method));
    const consumerKey = route.family === 'oauth' ? '' : this.appOf(route, request);
    const body = readBody(route, request, this.parts.settings.get().strictFields);
    const product = this.parts.products.find(({ op }) => op === route.op);
    if (!product) throw new Error(`No product serves ${route.op}`);
    const { query, headers } = request;
    return product.handle({ body, query, headers, consumerKey, version: route.version, requestId });
  }

  private appOf(route: Route, request: WireRequest): string {
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (this.parts.faults.strike(route.op, 'token-expired')) this.parts.tokens.revoke(token);
    const consumerKey = this.parts.tokens.ownerOf(token);
    if (consumerKey === null) throw new RefusedRequest(this.badToken(route, token));
    const products = this.parts.world.findApp(consumerKey)?.products;
    if (products && !products.includes(route.op)) throw new RefusedRequest(FAMILIES[route.family].noProduct);
    return consumerKey;
  }

  private badToken(route: Route, token: string): Refusal {
    const live = route.family === 'c2b' && this.parts.settings.get().c2bBadToken === 'http-401';
    return live ? c2bBadTokenLive(token) : FAMILIES[route.family].badToken(token);
  }
}

/** A body in another content type counts as an absent first field (DARAJA-FACTS 1.1). */
function readBody(route: Route, request: WireRequest, strict: boolean): Record<string, unknown> {
  if (route.method === 'GET') return {};
  const family = FAMILIES[route.family];
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new RefusedRequest(family.badField(route.firstField));
  }
  const sent = parseBody(request.text, route.list);
  if (!sent) throw new RefusedRequest(family.unreadable);
  const body = strict ? sent : route.canonical(sent);
  const bad = route.firstBadField(body, strict);
  if (bad !== null) throw new RefusedRequest(family.badField(bad));
  return body;
}

/** An object; or, where the product takes a list, `{ items }`. */
function parseBody(text: string, list: boolean): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown;
    if (list) return Array.isArray(value) ? { items: value } : null;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
