/** The arguments of `npm test`: `--clock MOMENT`, `--every-clock` and `--timings` are its own, the others Jest's. */
export function readArguments(given) {
  const jest = [...given];
  const [everyClock] = take(jest, '--every-clock', 1);
  const [timings] = take(jest, '--timings', 1);
  const [flag, clock = ''] = take(jest, '--clock', 2);
  return {
    jest,
    everyClock: everyClock !== undefined,
    clock: flag && clock,
    timings: timings !== undefined,
  };
}

function take(args, flag, length) {
  const at = args.indexOf(flag);
  return at < 0 ? [] : args.splice(at, length);
}
