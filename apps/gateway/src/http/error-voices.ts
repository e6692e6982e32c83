import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export interface ErrorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** Tells of an error in the words of one API. */
export type ErrorVoice = (error: unknown, request: FastifyRequest) => ErrorAnswer;

/** Who tells of errors in other words than the gateway's own: each such API adds its voice for its paths when it starts. */
@Injectable()
export class ErrorVoices {
  private readonly voices: { readonly path: RegExp; readonly voice: ErrorVoice }[] = [];

  add(path: RegExp, voice: ErrorVoice): void {
    this.voices.push({ path, voice });
  }

  of(url: string): ErrorVoice | null {
    return this.voices.find(({ path }) => path.test(url))?.voice ?? null;
  }
}
