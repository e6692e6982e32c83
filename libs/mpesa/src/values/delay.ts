/** Waits for a number of milliseconds; injected, so that a test decides how long that is. */
export type Delay = (ms: number) => Promise<void>;

/** Waits on the event loop. */
export const systemDelay: Delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
