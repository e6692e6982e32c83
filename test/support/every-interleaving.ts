/** MPESA_TEST_EVERY_STATE=1 tries every interleaving of the models of sending, which takes their specs many minutes. */
const IS_ASKED_FOR = Boolean(process.env.MPESA_TEST_EVERY_STATE);

/** As many as `sample`, or `all` where every one is asked for. */
export function atMost(sample: number, all = Infinity): number {
  return IS_ASKED_FOR ? all : sample;
}

/** What a test of them may take, ms; undefined is what any test may. */
export const LIMIT_MS = IS_ASKED_FOR ? 6 * 3_600_000 : undefined;
