import { describe, expect, it } from '@jest/globals';
import { callContext, useCallContexts } from './call-context.js';

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a context of a chain of calls', () => {
  it('is seen however deep, and by nobody else', async () => {
    const context = callContext<string>();
    const deep = async (): Promise<string | undefined> => {
      await later();
      return context.getStore();
    };
    const [one, other] = [context.run('one', deep), context.run('other', deep)];
    expect([await one, await other, await deep()]).toEqual(['one', 'other', undefined]);
  });

  it('costs nobody anything once the last storage is closed, and not before', async () => {
    const context = callContext<string>();
    const [leave, leaveToo] = [useCallContexts(), useCallContexts()];
    await context.run('one', async () => {
      leave();
      leave();
      await later();
      expect(context.getStore()).toBe('one');
      leaveToo();
      // Disabled, it is no longer handed from promise to promise.
      expect(context.getStore()).toBeUndefined();
    });
  });

  it('is followed again by the next storage', async () => {
    const context = callContext<string>();
    useCallContexts()();
    const leave = useCallContexts();
    expect(await context.run('again', async () => later().then(() => context.getStore()))).toBe('again');
    leave();
  });
});
