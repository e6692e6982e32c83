import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ChildServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a server of the bench in a process of its own; it gets its settings as JSON and tells its port when it listens. */
export async function startChild(file: string, settings: unknown): Promise<ChildServer> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const profile = process.env.BENCH_PROFILE;
  const child = fork(path, [JSON.stringify(settings)], {
    env: { ...process.env, NODE_ENV: 'production' },
    // Where the time of the servers goes: BENCH_PROFILE=<folder> npm run bench.
    execArgv: [...process.execArgv, ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [])],
  });
  const gone = once(child, 'exit');
  const port = await Promise.race([
    once(child, 'message').then(([message]) => Number(message)),
    gone.then(([code]) => Promise.reject(new Error(`${file} ended with ${String(code)} before it listened`))),
  ]);
  return {
    port,
    stop: async () => {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
