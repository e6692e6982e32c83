import type { LoggerService } from '@nestjs/common';

export type LogLine = { level: 'log' | 'warn' | 'error' | 'fatal'; context: string; message: string };

/** Nest's logger for tests: silent, and everything can be looked up. */
export class RecordingLogger implements LoggerService {
  readonly lines: LogLine[] = [];

  log(message: unknown, ...rest: unknown[]): void {
    this.#keep('log', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#keep('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#keep('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#keep('fatal', message, rest);
  }

  /** Messages of one level, without their contexts. */
  of(level: LogLine['level']): string[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }

  #keep(level: LogLine['level'], message: unknown, rest: readonly unknown[]): void {
    // The last extra is the context; one before it is a stack.
    const context = String(rest.at(-1) ?? '');
    const text = message instanceof Error ? (message.stack ?? message.message) : String(message);
    this.lines.push({ level, context, message: [text, ...rest.slice(0, -1).map(String)].join('\n') });
  }
}
