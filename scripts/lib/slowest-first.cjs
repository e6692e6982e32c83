const { default: Sequencer } = require('@jest/test-sequencer');
const { join, relative, sep } = require('node:path');
const SECONDS = require('./recorded-seconds.json');

const ROOT = join(__dirname, '../..');

/**
 * The specs that take longest begin first, or one worker would go on with one of them when the other has long ended. A fresh
 * clone has no times of its own yet: recorded-seconds.json has those of the slow ones (`npm test -- --timings` prints them).
 */
module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    const known = (test) => SECONDS[relative(ROOT, test.path).split(sep).join('/')] ?? 0;
    return super.sort(tests).sort((one, other) => known(other) - known(one));
  }
};
