const { TestEnvironment } = require('jest-environment-node');
const { realNow, shiftDate } = require('./shift-date.cjs');

/**
 * Every spec begins at the moment of `MPESA_TEST_CLOCK` (epoch ms), so that each one crosses the midnight after it. The
 * processes that a spec starts are told how far ahead they are.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    const aheadMs = Number(process.env.MPESA_TEST_CLOCK) - realNow();
    process.env.MPESA_TEST_CLOCK_AHEAD_MS = String(aheadMs);
    super(config, context);
    shiftDate(this.global, aheadMs);
  }
};
