import { Logger } from '@nestjs/common';
import { foreignError } from '../values/foreign-error.js';
import { maskNumbers } from '../values/mask-numbers.js';

/** Where a part of the module tells of errors that nobody waits for. */
export function errorLog(context: string): (error: unknown) => void {
  const log = new Logger(context);
  return (error) =>
    log.error(maskNumbers(error instanceof Error ? (error.stack ?? error.message) : String(error)));
}

/** The same of errors of the host's own code. */
export function foreignErrorLog(context: string): (error: unknown) => void {
  const log = new Logger(context);
  return (error) => log.error(`a handler failed: ${foreignError(error)}`);
}
