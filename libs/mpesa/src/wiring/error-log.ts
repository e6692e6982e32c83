import { Logger } from '@nestjs/common';

/** Where a part of the module tells of errors that nobody waits for. */
export function errorLog(context: string): (error: unknown) => void {
  const log = new Logger(context);
  return (error) => log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
