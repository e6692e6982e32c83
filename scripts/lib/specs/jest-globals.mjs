/** `@jest/globals` for the spec that is being loaded. */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } =
  globalThis[Symbol.for('nestjs-mpesa.spec')];
