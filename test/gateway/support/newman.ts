import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NEWMAN = createRequire(import.meta.url).resolve('newman/bin/newman.js');

/** One request of a collection, as Newman sent it. */
export interface Execution {
  readonly name: string;
  readonly method: string;
  /** As it stands in the collection, written as OpenAPI does: `/v1/payments/{id}`. */
  readonly template: string;
  readonly status: number;
  readonly answer: string;
  /** What its tests said: the error, or null. */
  readonly tests: readonly { readonly name: string; readonly error: string | null }[];
}

interface Report {
  readonly run: {
    readonly executions: readonly {
      readonly item: {
        readonly name: string;
        readonly request: { readonly url: { readonly path: readonly string[] } };
      };
      readonly request: { readonly method: string };
      readonly response?: { readonly code: number; readonly stream: { readonly data: readonly number[] } };
      readonly assertions?: readonly { assertion: string; error?: { message: string } }[];
    }[];
    readonly failures: readonly { readonly error: { readonly message: string } }[];
  };
}

/** Runs the collection at an address, from top to bottom, in a process of its own. */
export async function runCollection(
  url: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ executions: Execution[]; failures: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'newman-'));
  const file = join(folder, 'report.json');
  const given = Object.entries(variables).flatMap(([name, value]) => ['--env-var', `${name}=${value}`]);
  const reporters = ['--reporters', 'json', '--reporter-json-export', file];
  const limits = ['--timeout-request', '40000'];
  const child = spawn(process.execPath, [NEWMAN, 'run', url, ...given, ...reporters, ...limits], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(child, 'close');
  const { run } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  rmSync(folder, { recursive: true });
  return {
    executions: run.executions.map(({ item, request, response, assertions = [] }) => ({
      name: item.name,
      method: request.method,
      template: `/${item.request.url.path.join('/').replaceAll(/:(\w+)/g, '{$1}')}`,
      status: response?.code ?? 0,
      answer: Buffer.from(response?.stream.data ?? []).toString(),
      tests: assertions.map(({ assertion, error }) => ({ name: assertion, error: error?.message ?? null })),
    })),
    failures: run.failures.map(({ error }) => error.message),
  };
}
