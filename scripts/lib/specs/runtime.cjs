const { createRequire, register } = require('node:module');
const { pathToFileURL } = require('node:url');
const { cachedMapOf } = require('./compiled.cjs');

/** By this name jest-globals.mjs finds what the spec that is being loaded may call. */
const CURRENT = Symbol.for('nestjs-mpesa.spec');

let specs = 0;
let hooked = false;

class CachedMaps extends Map {
  get(address) {
    return cachedMapOf(address);
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

  /** The framework keeps the tree of tests in its module: a new one for each spec. */
  requireInternalModule(path) {
    delete require.cache[require.resolve(path)];
    return require(path);
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

  teardown() {
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
