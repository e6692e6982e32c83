import type { QueryRunner } from 'typeorm';

interface DriverConnection {
  readonly stream?: {
    readonly destroyed: boolean;
    once(event: 'close', heard: () => void): void;
    destroy(): void;
  };
  destroy?(): void;
}

/**
 * Ends a runner's connection, whatever it is in the middle of: its statements fail, the server rolls back, and it never goes
 * back to the pool. mysql2's own `destroy` alone leaves statements that run to wait for ever.
 */
export async function cutOff(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect().catch(() => null)) as DriverConnection | null;
  const stream = connection?.stream;
  if (stream !== undefined && !stream.destroyed) {
    await new Promise<void>((resolve) => {
      stream.once('close', resolve);
      stream.destroy();
    });
  }
  connection?.destroy?.();
}
