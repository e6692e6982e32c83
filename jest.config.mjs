/** Specs run against the TypeScript sources, as ES modules that Node itself loads (scripts/lib/specs). */
export default {
  testEnvironment: '<rootDir>/scripts/lib/specs/environment.cjs',
  runtime: '<rootDir>/scripts/lib/specs/runtime.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: [
    '<rootDir>/libs/*/src/**/*.spec.ts',
    '<rootDir>/libs/*/test/**/*.spec.ts',
    '<rootDir>/apps/*/src/**/*.spec.ts',
    '<rootDir>/apps/*/test/**/*.spec.ts',
    '<rootDir>/test/**/*.spec.ts',
  ],
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testSequencer: '<rootDir>/scripts/lib/slowest-first.cjs',
  modulePathIgnorePatterns: ['/dist/'],
  // What its specs have loaded stays in a worker, so that one has had enough of them at last: three, and MariaDB, fit in 2 GB.
  workerIdleMemoryLimit: '450MB',
  // hooks.mjs compiles, and keeps what it compiled.
  transform: {},
  // Decides only how long a test takes to fail, on a machine that is busy with other things as well.
  testTimeout: 300_000,
};
