/** The API as it tells of itself. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from './support/test-gateway.js';

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { name: string; in: string; required?: boolean }[];
  readonly security?: readonly object[];
  readonly responses: Record<string, unknown>;
}

describe('the API', () => {
  let gateway: TestGateway;
  let operations: { readonly path: string; readonly method: string; readonly operation: Operation }[];

  beforeAll(async () => {
    gateway = await startTestGateway();
    const { body } = await gateway.http.get('/openapi.json');
    expect(body['openapi']).toBe('3.1.0');
    operations = Object.entries(body['paths'] as Record<string, Record<string, Operation>>).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
  });
  afterAll(() => gateway.close());

  it('is described with every route that it has, and a name for each', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(['createToken', 'collect', 'watchPayment', 'replayDelivery', 'assignPayment']),
    );
    expect(operations.filter(({ path }) => !/^\/(v1|admin)\//.test(path))).toEqual([]);
  });

  it('asks for an Idempotency-Key on every POST to /v1 but the token’s', () => {
    const posts = operations.filter(({ path, method }) => method === 'post' && /^\/v1\/(?!token)/.test(path));
    const without = posts.filter(
      ({ operation }) =>
        !operation.parameters?.some(({ name, required }) => name === 'Idempotency-Key' && required),
    );
    expect(posts.length).toBeGreaterThan(4);
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  it('says of every route but the token’s that it is behind a bearer token, and what a problem looks like', () => {
    const open = operations.filter(({ operation }) => !operation.security?.length);
    expect(open).toEqual([]);
    expect(operations.filter(({ operation }) => operation.responses['default'] === undefined)).toEqual([]);
  });

  it('can be read at /docs, with nothing from elsewhere', async () => {
    const page = await gateway.http.get('/docs');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links.length).toBe(3);
    for (const link of links) expect((await gateway.http.get(link)).status).toBe(200);
    expect((await gateway.http.get('/docs/reader/package.json')).status).toBe(404);
    expect((await gateway.http.get('/docs/')).status).toBe(200);
  });
});
