import { describe, expect, it } from '@jest/globals';
import { PrivacyModule } from './privacy.module.js';
import type { Retention } from './retention.js';

describe('a run of retention that is under way', () => {
  it('is waited for before the gateway closes its database', async () => {
    const steps: string[] = [];
    const run = () => new Promise(setImmediate).then(() => void steps.push('run'));
    const module = new PrivacyModule({ run } as unknown as Retention);
    module.onApplicationBootstrap();
    const closed = module.beforeApplicationShutdown().then(() => void steps.push('closed'));
    await closed;
    expect(steps).toEqual(['run', 'closed']);
  });
});
