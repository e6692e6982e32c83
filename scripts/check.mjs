#!/usr/bin/env node
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { BIN, fromRoot } from './lib/paths.mjs';
import { captureNode, runMain } from './lib/run.mjs';

const LIBRARIES = ['typeorm-durable', 'mpesa', 'daraja-simulator'].map((name) =>
  fromRoot('libs', name, 'package.json'),
);

/** Each part is a program of its own; all are run, whatever the others say. */
const PARTS = [
  { name: 'types', args: [BIN.tsc, '--noEmit', '--pretty', '-p', 'tsconfig.json'] },
  { name: 'lint', args: [BIN.oxlint, '--deny-warnings'] },
  { name: 'format', args: [BIN.prettier, '--check', '.'], fix: 'npm run format' },
  { name: 'patterns', args: spec('test/patterns.spec.ts') },
  { name: 'import fence', args: spec('test/architecture.spec.ts') },
  {
    name: 'public API',
    args: spec('test/public-api.spec.ts'),
    fix: 'UPDATE_PUBLIC_API=1 npm run check, if it is wanted',
  },
  {
    name: 'lock file',
    args: spec('test/lock-file.spec.ts'),
    fix: 'npm install --package-lock-only, in a clone without node_modules',
  },
  { name: 'supply chain', args: spec('test/supply-chain.spec.ts') },
  { name: 'CommonJS', args: ['--no-warnings', fromRoot('scripts/lib/commonjs-probe.mjs'), ...LIBRARIES] },
];

/** npm run check: everything that can be said about the code without running the product. */
await runMain(async () => {
  await ensureInstalled();
  const reports = await Promise.all(PARTS.map(check));
  const failed = reports.filter(({ ok }) => !ok).map(({ name }) => name);
  console.log(failed.length === 0 ? '\nAll checks pass.' : `\nFailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});

async function check({ name, args, fix }) {
  const startedAt = Date.now();
  const { code, output } = await captureNode(args);
  const ok = code === 0;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  if (!ok) console.log(`\n${output.trim()}\n${fix ? `Fix: ${fix}\n` : ''}`);
  return { name, ok };
}

function spec(file) {
  return ['--no-warnings', BIN.jest, '--runTestsByPath', file];
}
