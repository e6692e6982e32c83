import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Simulator } from 'daraja-simulator';
import { closeAfterTest } from '../support/test-resources.js';

/** The path of a file with the certificate of a simulator, as clients take it; removed after the test. */
export function certificateFile(sim: Simulator): string {
  const folder = mkdtempSync(join(tmpdir(), 'third-party-'));
  closeAfterTest(async () => rmSync(folder, { recursive: true }));
  const path = join(folder, 'simulator.cer');
  writeFileSync(path, sim.certificate);
  return path;
}
