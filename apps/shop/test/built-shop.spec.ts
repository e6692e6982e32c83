/** The compiled shop as a process of its own. */
import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareEnvironment } from '../../../test/support/bare-environment.js';

const MAIN = join(import.meta.dirname, '../dist/main.js');

it('says in one line which setting keeps it from starting', async () => {
  const env = { ...bareEnvironment(), MPESA_ENVIRONMENT: 'prod' };
  const started = promisify(execFile)(process.execPath, [MAIN], { cwd: tmpdir(), env });
  const stderr = 'MPESA_ENVIRONMENT=prod is refused: must be simulator, sandbox or production\n';
  await expect(started).rejects.toMatchObject({ code: 1, stderr });
});
