/** All specs of a worker share its realm: what is loaded once is shared, and what one spec changes is gone before the next. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';

type SpecEnvironment = { teardown(): Promise<void> };
const Environment = createRequire(import.meta.url)('../scripts/lib/specs/environment.cjs') as new (config: {
  projectConfig: object;
}) => SpecEnvironment;

const begin = (): SpecEnvironment => new Environment({ projectConfig: { fakeTimers: {} } });

describe('what a spec leaves behind', () => {
  const { fetch, setTimeout } = globalThis;
  const folder = process.cwd();
  afterEach(() => {
    Object.assign(globalThis, { fetch, setTimeout });
    process.chdir(folder);
  });

  it('is no variable of the process: new ones go, changed ones and deleted ones come back', async () => {
    process.env.SPEC_REALM_CHANGED = 'before';
    process.env.SPEC_REALM_DELETED = 'before';
    const spec = begin();
    process.env.SPEC_REALM_NEW = 'new';
    process.env.SPEC_REALM_CHANGED = 'after';
    delete process.env.SPEC_REALM_DELETED;
    await spec.teardown();
    const { SPEC_REALM_NEW, SPEC_REALM_CHANGED, SPEC_REALM_DELETED } = process.env;
    expect([SPEC_REALM_NEW, SPEC_REALM_CHANGED, SPEC_REALM_DELETED]).toEqual([undefined, 'before', 'before']);
  });

  it('is no listener of the process', async () => {
    const spec = begin();
    process.on('SIGUSR2', () => undefined);
    await spec.teardown();
    expect(process.listenerCount('SIGUSR2')).toBe(0);
  });

  it('is no global of its own making', async () => {
    const spec = begin();
    globalThis.fetch = () => Promise.reject(new Error('no network here'));
    await spec.teardown();
    expect(globalThis.fetch).toBe(fetch);
  });

  it('is no clock that stands still', async () => {
    const spec = begin();
    jest.useFakeTimers();
    expect(globalThis.setTimeout).not.toBe(setTimeout);
    await spec.teardown();
    expect(globalThis.setTimeout).toBe(setTimeout);
    jest.useRealTimers();
  });

  it('is nobody who listens to the next one’s tests', () => {
    const listeners = Reflect.get(globalThis, Symbol.for('EVENT_HANDLERS')) as unknown[];
    expect(listeners.length).toBeLessThan(10);
  });

  it('is no other working folder', async () => {
    const spec = begin();
    process.chdir(tmpdir());
    await spec.teardown();
    expect(process.cwd()).toBe(folder);
  });
});

describe('a module', () => {
  it('beside the specs is loaded anew for each of them', () => {
    expect(import.meta.url).toMatch(/\/spec-realm\.spec\.ts\?spec=\d+$/);
  });

  it('of the sources is loaded once for all of them', () => {
    expect(import.meta.resolve('nestjs-mpesa')).toMatch(/\/libs\/mpesa\/src\/index\.ts$/);
  });
});
