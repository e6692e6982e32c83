import { AsyncLocalStorage } from 'node:async_hooks';

const contexts = new Set<AsyncLocalStorage<unknown>>();
let users = 0;

/** What follows a chain of calls, however deep, until the last database closes. */
export function callContext<T>(): AsyncLocalStorage<T> {
  const context = new AsyncLocalStorage<T>();
  contexts.add(context as AsyncLocalStorage<unknown>);
  return context;
}

/**
 * Node asks every context that was ever used for every promise that anybody makes from then on. While no database is open there
 * is nothing to follow, and a process that goes on without us, or loads us again and again as a test runner does, pays nothing.
 *
 * @returns to be called once, when the database is closed
 */
export function useCallContexts(): () => void {
  users += 1;
  let using = true;
  return () => {
    if (!using) return;
    using = false;
    users -= 1;
    if (users === 0) for (const context of contexts) context.disable();
  };
}
