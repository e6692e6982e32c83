import { spawnSync } from 'node:child_process';
import { waitForMySql } from './mysql-ready.mjs';

const IMAGE = 'mariadb:11.4';

/** True when a Docker engine answers, not only when the client is installed. */
export function dockerAnswers() {
  return docker(['version', '--format', '{{.Server.Version}}'], 10_000).status === 0;
}

/** Starts MariaDB in a container that deletes itself. Resolves with its url and how to stop it. */
export async function startMariaDbContainer() {
  const flags = ['--rm', '--detach', '--publish=127.0.0.1::3306', '--env=MARIADB_ROOT_PASSWORD=mpesa_test'];
  const settings = ['--character-set-server=utf8mb4', '--max-connections=300'];
  const { status, stdout, stderr } = docker(['run', ...flags, IMAGE, ...settings], 300_000);
  if (status !== 0) throw new Error(`docker run ${IMAGE} failed: ${stderr}`);
  const container = stdout.trim();
  const stop = async () => void docker(['kill', container], 30_000);
  try {
    const port = docker(['port', container, '3306/tcp'], 10_000).stdout.trim().split(':').pop();
    const url = `mysql://root:mpesa_test@127.0.0.1:${port}/`;
    await waitForMySql(url, 120_000);
    return { url, from: `Docker (${IMAGE}, port ${port})`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function docker(args, timeout) {
  return spawnSync('docker', args, { encoding: 'utf8', timeout });
}
