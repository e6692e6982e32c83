/** Every column of every table of the gateway: it is in the inventory of docs/privacy.md, or cannot hold a person. */
import { describe, expect, it } from '@jest/globals';
import { inventoryOf } from '../../../test/docs/support/inventory.js';
import { testDatabases } from '../../../test/support/database.js';
import { closeAfterTest, testDatabase } from '../../../test/support/test-resources.js';
import { openGatewayDatabase } from '../src/schema/open-gateway-database.js';
import { columnsOf } from './support/found-in-tables.js';

/** Made here (ids, counts, times, states, random secrets and what is sealed of them), or one of a few words of ours. */
const NOBODY = {
  gateway_client: 'id secret_hash scopes account token_version created_at revoked_at',
  gateway_endpoint: 'id client_id status disabled_reason created_at updated_at',
  gateway_endpoint_profile: 'endpoint_id client_id purpose format',
  gateway_signing_secret: 'holder sealed previous previous_until',
  gateway_queue: 'queue endpoint_id lock_no failures failing_since failed_at paused_until stopped_at',
  gateway_delivery:
    'seq id client_id endpoint_id destination queue stream type status attempts round_from next_at owner last_status created_at finished_at erase_asked_at',
  gateway_delivery_attempt: 'delivery_seq attempt begun_at duration_ms status',
  gateway_idempotency: 'client_id lease_until created_at',
  gateway_payment_owner: 'payment_id client_id how',
  gateway_prefix: 'client_id created_at effective_at',
  gateway_prefix_change: 'seq client_id what made_by at held_ms',
  gateway_shortcode: 'shortcode client_id created_at',
  gateway_suspense: 'payment_id reason shortcode amount_cents since state client_id settled_at news',
  gateway_person_request: 'seq what row_counts at',
  gateway_brij_question: 'id client_id asked_at attempts due_at',
  gateway_vitumob_token: 'client_id sealed updated_at',
  gateway_lock: 'name taken',
  gateway_migrations: 'id timestamp name',
} as const;

const nobody = Object.entries(NOBODY).flatMap(([table, names]) =>
  names.split(' ').map((name) => `${table}.${name}`),
);

/** The rows of the page's table: the column they are about, and what is said of it. */
const inventory = [...inventoryOf('The gateway').told].map(([column, said]) => ({ column, said }));

describe.each(testDatabases())('the inventory of persons, on %s', (kind) => {
  it('has every column that can hold one, and no other', async () => {
    const gateway = await openGatewayDatabase((await testDatabase(kind)).storage);
    closeAfterTest(() => gateway.close());
    const tables = await columnsOf(gateway, /^gateway_/);
    const columns = [...tables].flatMap(([table, names]) => names.map((name) => `${table}.${name}`));
    expect([...inventory.map(({ column }) => column), ...nobody].sort()).toEqual(columns.sort());
  });
});

describe('the inventory of persons', () => {
  it.each(inventory)('says of $column what, why, how long, who sees it, and what is left', ({ said }) => {
    expect(said).toHaveLength(5);
    expect(said).not.toContain('');
  });
});
