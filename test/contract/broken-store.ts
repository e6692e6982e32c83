import type { Storage } from '../../libs/mpesa/src/storage/storage.js';
import type { TestDatabase } from '../support/database.js';

/** Breaks one promise of a storage that is otherwise right. */
export type Breakage = (storage: Storage, database: TestDatabase) => Storage;

/** Replaces methods of a store that is otherwise right. */
export function instead<Store extends object>(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = name in methods ? Reflect.get(methods, name) : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Commits also what failed. */
export function careless(storage: Storage): Storage {
  return {
    ...storage,
    unitOfWork: instead(storage.unitOfWork, {
      run: async (work) => {
        const outcome = await storage.unitOfWork.run(async (tx) => {
          try {
            return { result: await work(tx) };
          } catch (error) {
            return { error };
          }
        });
        if ('error' in outcome) throw outcome.error;
        return outcome.result;
      },
    }),
  };
}
