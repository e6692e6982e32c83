/** What a run with a shifted clock tells the processes of the suite: see scripts/lib/clock. */
const CLOCK = ['NODE_OPTIONS', 'MPESA_TEST_CLOCK_AHEAD_MS', 'TZ'];

/**
 * The environment for a program that must see nothing of this process's own settings: where programs are, and what time it
 * is.
 */
export function bareEnvironment(): Record<string, string> {
  const clock = process.env.MPESA_TEST_CLOCK_AHEAD_MS === undefined ? [] : CLOCK;
  return Object.fromEntries(['PATH', ...clock].flatMap((name) => entry(name, process.env[name])));
}

function entry(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}
