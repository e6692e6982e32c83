/** Specs run against the TypeScript sources, as ES modules (node --experimental-vm-modules). */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: [
    '<rootDir>/libs/*/src/**/*.spec.ts',
    '<rootDir>/libs/*/test/**/*.spec.ts',
    '<rootDir>/apps/*/src/**/*.spec.ts',
    '<rootDir>/apps/*/test/**/*.spec.ts',
    '<rootDir>/test/**/*.spec.ts',
  ],
  // Compiled specs and sources, kept from one run to the next.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testSequencer: '<rootDir>/scripts/lib/slowest-first.cjs',
  modulePathIgnorePatterns: ['/dist/'],
  moduleNameMapper: {
    '^nestjs-mpesa$': '<rootDir>/libs/mpesa/src/index.ts',
    '^nestjs-mpesa/typeorm$': '<rootDir>/libs/mpesa/src/typeorm.ts',
    '^nestjs-mpesa/testing$': '<rootDir>/libs/mpesa/src/testing.ts',
    '^daraja-simulator$': '<rootDir>/libs/daraja-simulator/src/index.ts',
    '^nestjs-brij-offline$': '<rootDir>/libs/brij-offline/src/index.ts',
    '^(\\.{1,2}/.*)(?<!\\.json)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Decides only how long a test takes to fail, on a machine that is busy with other things as well.
  testTimeout: 300_000,
};
