import { describe, expect, it } from '@jest/globals';
import type { Reply } from './support/daraja-caller.js';
import { badValues, POST_OPERATIONS, resolved, type PostOperation } from './support/schema-bodies.js';
import { useStage } from './support/stage.js';

const stage = useStage();
const named = POST_OPERATIONS.map((operation) => [operation.path, operation] as const);

/** How each family blames a field (DARAJA-FACTS 2.1); QR does not say which (1.13). */
const BLAME: Record<string, (field: string) => [number, string, string]> = {
  stk: (field) => [400, '400.002.02', `Bad Request - Invalid ${field}`],
  b2c: (field) => [400, '400.002.02', `Bad Request - Invalid ${field}`],
  bills: (field) => [400, '400.002.02', `Bad Request - Invalid ${field}`],
  c2b: (field) => [400, '400.003.02', `Bad Request - Invalid ${field}`],
  pull: (field) => [400, '400.001', `Bad Request - Invalid ${field}`],
  qr: () => [400, '400.002.05', 'Invalid Request Payload'],
};

const send = ({ path, list }: PostOperation, body: Record<string, unknown>): Promise<Reply> =>
  stage.daraja.post(path, list ? [body] : body);
const refusal = ({ status, body }: Reply) => [status, body['errorCode'], body['errorMessage']];
const blame = ({ family }: PostOperation, field: string) => BLAME[family]?.(field);

/** Whether the answer blames a field; what a product thinks of the others is no matter here. */
const blames = ({ body }: Reply, field: string): boolean =>
  body['errorMessage'] === `Bad Request - Invalid ${field}` ||
  body['errorMessage'] === 'Invalid Request Payload';

describe('every request of the OpenAPI file', () => {
  it.each(named)(
    '%s is refused without a field it needs, in the words of its family',
    async (_path, operation) => {
      const { required = [] } = operation.schema;
      expect(required.length).toBeGreaterThan(0);
      for (const field of required) {
        const reply = await send(operation, { ...operation.body, [field]: undefined });
        expect([field, ...refusal(reply)]).toEqual([field, ...(blame(operation, field) ?? [])]);
      }
    },
  );

  it.each(named)('%s is refused for each value that breaks a rule of its field', async (_path, operation) => {
    for (const [field, schema] of Object.entries(operation.schema.properties ?? {})) {
      for (const [rule, value] of badValues(schema)) {
        const reply = await send(operation, { ...operation.body, [field]: value });
        expect([field, rule, ...refusal(reply)]).toEqual([field, rule, ...(blame(operation, field) ?? [])]);
      }
    }
  });

  it.each(named.filter(([, { family }]) => family !== 'qr'))(
    '%s is blamed on the first bad field only, however many there are',
    async (_path, operation) => {
      const { properties = {}, required = [] } = operation.schema;
      const [first = ''] = Object.keys(properties).filter((field) => required.includes(field));
      const allBad = Object.fromEntries(Object.keys(properties).map((field) => [field, undefined]));
      expect(refusal(await send(operation, allBad))).toEqual(blame(operation, first));
    },
  );

  it.each(named)('%s may carry keys that Daraja does not know', async (_path, operation) => {
    for (const strictFields of [false, true]) {
      stage.sim.configure({ strictFields });
      const plain = await send(operation, operation.body);
      const extra = await send(operation, { ...operation.body, Unheard: { of: 1 } });
      expect(refusal(extra)).toEqual(refusal(plain));
    }
  });

  it.each(named)('%s takes numbers and numeric texts alike', async (_path, operation) => {
    const both = Object.entries(operation.schema.properties ?? {}).filter(([field, schema]) => {
      const value = operation.body[field];
      const { type = [], anyOf = [] } = resolved(schema);
      const types = [type, ...anyOf.map((each) => each.type ?? [])].flat();
      return types.includes('integer') && typeof value === 'string' && /^[1-9]\d*$/.test(value);
    });
    for (const [field] of both) {
      const asText = await send(operation, operation.body);
      const asNumber = await send(operation, { ...operation.body, [field]: Number(operation.body[field]) });
      expect([field, ...refusal(asNumber)]).toEqual([field, ...refusal(asText)]);
    }
  });
});

const spelled = POST_OPERATIONS.flatMap((operation) =>
  Object.entries(operation.schema.properties ?? {}).flatMap(([field, { 'x-alias': aliases = [] }]) =>
    aliases.map((alias) => [operation.path, field, alias, operation] as const),
  ),
);

describe('a field that the seed and the wire spell differently', () => {
  it('is there for the receiver’s type and for the occasion', () => {
    const pairs = spelled.map(([, field, alias]) => `${field} / ${alias}`);
    expect(pairs).toEqual(
      expect.arrayContaining([
        'RecieverIdentifierType / ReceiverIdentifierType',
        'Occassion / Occasion',
        'Occasion / Occassion',
      ]),
    );
  });

  it.each(spelled)(
    '%s reads %s under %s as well, unless it is strict',
    async (_path, field, alias, operation) => {
      const body = { ...operation.body, [field]: undefined, [alias]: {} };
      expect(refusal(await send(operation, body))).toEqual(blame(operation, field));
      stage.sim.configure({ strictFields: true });
      const strict = await send(operation, { ...operation.body, [alias]: {} });
      expect(blames(strict, field)).toBe(false);
    },
  );
});

/** DARAJA-FACTS 2.1, the columns; the look-ups are not in it. */
const TOKEN_ERRORS: [string[], number, string][] = [
  [['stkpush', 'stkquery', 'reversal'], 404, '404.001.03'],
  [['b2c', 'pochi', 'balance'], 401, '401.002.01'],
  [['c2b-register', 'c2b-simulate', 'status', 'b2b', 'qr'], 400, '400.003.01'],
  [['pull-register', 'pull-query'], 401, '401.001'],
  [['billmanager-optin', 'billmanager-invoice', 'billmanager-cancel'], 401, '401'],
];

/** The same table, the row of an app that lacks the product. */
const PRODUCT_ERRORS: [string[], number, string][] = [
  [['stkpush', 'stkquery', 'reversal'], 404, '404.001.03'],
  [['b2c', 'pochi', 'balance'], 401, '401.002.01'],
  [['c2b-register', 'c2b-simulate', 'status', 'b2b', 'qr'], 401, '401.003.01'],
  [['billmanager-optin', 'billmanager-invoice', 'billmanager-cancel'], 401, '401'],
];

const perProduct = (table: [string[], number, string][]) =>
  table.flatMap(([ops, status, code]) => ops.map((op) => [op, status, code] as const));
const operationOf = (op: string): PostOperation =>
  POST_OPERATIONS.find((operation) => operation.op === op) ?? (POST_OPERATIONS[0] as PostOperation);

describe('a product', () => {
  it.each(perProduct(TOKEN_ERRORS))('%s answers a bad token with %i %s', async (op, status, code) => {
    const { path, body } = operationOf(op);
    for (const authorization of ['Bearer stale', 'Basic x', '']) {
      const reply = await stage.daraja.post(path, body, { authorization });
      expect([authorization, reply.status, reply.body['errorCode']]).toEqual([authorization, status, code]);
      expect(String(reply.body['errorMessage'])).toContain('Invalid Access Token');
    }
  });

  it.each(perProduct(PRODUCT_ERRORS))(
    '%s answers an app that was not given it with %i %s',
    async (op, status, code) => {
      const apps = [
        { consumerKey: 'sandbox-key', consumerSecret: 'sandbox-secret', products: ['oauth' as const] },
      ];
      await stage.sim.reset({ seed: { apps } });
      await stage.daraja.signIn();
      const { path, body } = operationOf(op);
      const reply = await stage.daraja.post(path, body);
      expect([reply.status, reply.body['errorCode']]).toEqual([status, code]);
      if (!op.startsWith('billmanager'))
        expect(reply.body['errorMessage']).toMatch(/no apiproduct match found$/);
    },
  );
});
