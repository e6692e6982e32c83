import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export interface ErrorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** Tells of an error in the words of one API. */
export type ErrorFormat = (error: unknown, request: FastifyRequest) => ErrorAnswer;

/** Who tells of errors in other words than the gateway's own: each such API adds its format for its paths when it starts. */
@Injectable()
export class ErrorFormats {
  private readonly formats: { readonly path: RegExp; readonly format: ErrorFormat }[] = [];

  add(path: RegExp, format: ErrorFormat): void {
    this.formats.push({ path, format });
  }

  of(url: string): ErrorFormat | null {
    return this.formats.find(({ path }) => path.test(url))?.format ?? null;
  }
}
