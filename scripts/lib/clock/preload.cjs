/** Loaded before everything else in each process of a run with a shifted clock (`node --require`). */
const { shiftDate } = require('./shift-date.cjs');

const aheadMs = Number(process.env.MPESA_TEST_CLOCK_AHEAD_MS ?? 0);
if (!Number.isSafeInteger(aheadMs))
  throw new Error(`MPESA_TEST_CLOCK_AHEAD_MS is ${process.env.MPESA_TEST_CLOCK_AHEAD_MS}`);
if (aheadMs !== 0) shiftDate(globalThis, aheadMs);
