const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { realNow, shiftDate } = require('../clock/shift-date.cjs');

/** What Jest itself keeps for as long as a worker lives. */
const NOT_RESTORED = new Set(['console', 'process']);

/** Enough to see in which test an error began. */
const FRAMES = 20;

/**
 * The realm of the worker itself, where Jest would make a new one for each spec: what has been loaded once stays loaded, and hot.
 * What a spec changes of the globals, of the process's variables, listeners and folder is put back behind it.
 * With `MPESA_TEST_CLOCK` (epoch ms) each spec begins at that moment, so that each one crosses the midnight after it; the
 * processes that it starts are told how far ahead they are.
 */
module.exports = class {
  global = globalThis;
  fakeTimers = null;
  #putBack = [keptGlobals(), keptVariables(), keptListeners(), keptFolder()];

  constructor({ projectConfig }) {
    this.moduleMocker = new ModuleMocker(globalThis);
    const clock = process.env.MPESA_TEST_CLOCK;
    if (clock !== undefined) {
      const aheadMs = Number(clock) - realNow();
      process.env.MPESA_TEST_CLOCK_AHEAD_MS = String(aheadMs);
      shiftDate(globalThis, aheadMs);
    }
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  /** Jest has just asked for a hundred frames, and mysql2 takes a stack along with every statement. */
  async setup() {
    Error.stackTraceLimit = FRAMES;
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    for (const putBack of this.#putBack) putBack();
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Never used: no module is loaded by Jest. */
  getVmContext() {
    return null;
  }
};

/** What is new stays: a module that is loaded once may keep its own things there, as class-validator does. */
function keptGlobals() {
  const before = Object.getOwnPropertyDescriptors(globalThis);
  return () => {
    for (const name of Reflect.ownKeys(before)) {
      const { configurable, value } = before[name];
      if (configurable && 'value' in before[name] && globalThis[name] !== value && !NOT_RESTORED.has(name))
        Object.defineProperty(globalThis, name, before[name]);
    }
  };
}

function keptVariables() {
  const before = { ...process.env };
  return () => {
    for (const name of Object.keys(process.env)) if (!Object.hasOwn(before, name)) delete process.env[name];
    for (const [name, value] of Object.entries(before))
      if (process.env[name] !== value) process.env[name] = value;
  };
}

function keptListeners() {
  const before = new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]));
  return () => {
    for (const name of process.eventNames()) {
      const kept = new Set(before.get(name));
      for (const listener of process.rawListeners(name))
        if (!kept.has(listener)) process.removeListener(name, listener);
    }
  };
}

function keptFolder() {
  const before = process.cwd();
  return () => process.chdir(before);
}
