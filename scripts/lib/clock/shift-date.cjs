/** Milliseconds since 1970 by the real clock, whatever this process has made of its Date by then. */
const realNow = Date.now;

/** A realm's own `Date`, for one that is shifted again. */
const originals = new WeakMap();

/**
 * Makes a realm's `Date` run this many milliseconds ahead (behind, when negative). Dates that are given their time, timers,
 * `performance` and the times of files are left as they are: only "now" moves.
 */
function shiftDate(realm, aheadMs) {
  const Real = originals.get(realm) ?? realm.Date;
  originals.set(realm, Real);
  const now = () => realNow() + aheadMs;
  Real.now = now;
  realm.Date = new Proxy(Real, {
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
    apply: () => new Real(now()).toString(),
  });
  // `date.constructor === Date` stays true.
  Real.prototype.constructor = realm.Date;
}

module.exports = { realNow, shiftDate };
