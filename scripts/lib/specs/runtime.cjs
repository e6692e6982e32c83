const asyncHooks = require('node:async_hooks');
const { createRequire, register } = require('node:module');
const { pathToFileURL } = require('node:url');
const { cachedMapOf } = require('./compiled.cjs');

/** Where the framework keeps who listens to it, for whichever copy of it is loaded next. */
const LISTENERS = Symbol.for('EVENT_HANDLERS');

/** By this name jest-globals.mjs finds what the spec that is being loaded may call. */
const CURRENT = Symbol.for('nestjs-mpesa.spec');

let specs = 0;
let hooked = false;

/** Each is looked for once: whatever reads an error's stack asks for every frame of it. */
class CachedMaps extends Map {
  get(address) {
    if (!this.has(address)) this.set(address, cachedMapOf(address));
    return super.get(address);
  }
}

/**
 * What Jest asks for a spec's modules, answered by Node itself: a module of node_modules or of the sources is loaded once for
 * all the specs of a worker, and its code stays compiled and optimised. What lies beside the specs is loaded anew for each (see
 * hooks.mjs). Jest's own runtime loads everything again for each spec, which was most of the suite's time.
 */
module.exports = class SpecRuntime {
  #environment;
  #config;
  /** The framework's, of this spec. */
  #contexts = [];

  constructor(projectConfig, environment) {
    this.#config = projectConfig;
    this.#environment = environment;
    if (!hooked) register('./hooks.mjs', pathToFileURL(__filename));
    hooked = true;
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  unstable_importModule(path) {
    specs += 1;
    return import(`${pathToFileURL(path).href}?spec=${specs}`);
  }

  /** The framework keeps the tree of tests in its module: a new one for each spec, of which nothing is left behind. */
  requireInternalModule(path) {
    delete globalThis[LISTENERS];
    delete require.cache[require.resolve(path)];
    const { AsyncLocalStorage } = asyncHooks;
    const contexts = this.#contexts;
    asyncHooks.AsyncLocalStorage = class extends AsyncLocalStorage {
      constructor(...options) {
        super(...options);
        contexts.push(this);
      }
    };
    try {
      return require(path);
    } finally {
      asyncHooks.AsyncLocalStorage = AsyncLocalStorage;
    }
  }

  requireModule(from, name = from) {
    return createRequire(from)(name);
  }

  setGlobalsForRuntime(globals) {
    globalThis[CURRENT] = { ...globals, jest: this.#jest() };
  }

  /** Where the source map of a compiled source lies, asked when an error is printed. */
  getSourceMaps() {
    return new CachedMaps();
  }

  getAllCoverageInfoCopy() {
    return undefined;
  }

  enterTestCode() {}
  leaveTestCode() {}
  resetModules() {}

  clearAllMocks() {
    this.#environment.moduleMocker.clearAllMocks();
  }

  resetAllMocks() {
    this.#environment.moduleMocker.resetAllMocks();
  }

  restoreAllMocks() {
    this.#environment.moduleMocker.restoreAllMocks();
  }

  /** A context that was ever used is asked for every promise that is made afterwards, until it is told that it is over. */
  teardown() {
    for (const context of this.#contexts) context.disable();
    delete globalThis[LISTENERS];
    delete globalThis[CURRENT];
  }

  #jest() {
    const { moduleMocker, fakeTimersModern: timers } = this.#environment;
    const config = this.#config.fakeTimers;
    return {
      fn: moduleMocker.fn.bind(moduleMocker),
      spyOn: moduleMocker.spyOn.bind(moduleMocker),
      restoreAllMocks: () => moduleMocker.restoreAllMocks(),
      useFakeTimers: (chosen) => timers.useFakeTimers({ ...config, ...chosen }),
      useRealTimers: () => timers.useRealTimers(),
      advanceTimersByTime: (ms) => timers.advanceTimersByTime(ms),
      advanceTimersByTimeAsync: (ms) => timers.advanceTimersByTimeAsync(ms),
      getTimerCount: () => timers.getTimerCount(),
    };
  }
};
