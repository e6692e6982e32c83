/** How often a race is run that may go either way. `MPESA_TEST_RACES=20` for one that was changed. */
export const RACE_RUNS = Array.from(
  { length: Number(process.env.MPESA_TEST_RACES ?? 5) },
  (_, run) => run + 1,
);
