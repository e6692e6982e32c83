import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, rounded } from './statistics.js';

const WRITES = 300;
const PAGE = Buffer.alloc(4_096, 1);

/** @returns the median time to write one page and have the disk confirm it where the private MariaDB lies, ms */
export function measureDurableWrite(): number {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-bench-'));
  const file = openSync(join(folder, 'page'), 'w');
  const times = Array.from({ length: WRITES }, () => {
    const start = performance.now();
    writeSync(file, PAGE, 0, PAGE.length, 0);
    fdatasyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return rounded(median(times), 2);
}
