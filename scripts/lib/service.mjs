import { fromRoot } from './paths.mjs';
import { exitCode, Refusal, startNode, wasInterrupted } from './run.mjs';

const LEASH = ['--require', fromRoot('scripts/lib/leash.cjs')];

/**
 * Starts a compiled program and resolves once its health address answers 200. `ended` resolves with its exit code. It ends
 * when we do, however that comes about.
 * A program that ends before it is healthy has already said why on the screen.
 */
export async function startService({ name, file, env, health, timeoutMs = 60_000 }) {
  const child = startNode([...LEASH, file], { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const ended = exitCode(child);
  let running = true;
  void ended.finally(() => (running = false)).catch(() => {});

  const deadline = Date.now() + timeoutMs;
  while (!(await answers(health))) {
    if (wasInterrupted()) break;
    if (!running)
      throw new Refusal(`${name} ended before it was ready (exit code ${await ended}); it says why above.`);
    if (Date.now() > deadline) throw new Refusal(`${name} does not answer at ${health}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { child, ended };
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
