/** Does something again and again, every so many milliseconds, until it is told to stop. */
export type Repeat = (ms: number, work: () => void) => () => void;

/** On the event loop, which it does not keep alive. */
export const systemRepeat: Repeat = (ms, work) => {
  const timer = setInterval(work, ms);
  timer.unref();
  return () => clearInterval(timer);
};
