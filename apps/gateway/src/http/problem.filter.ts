import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ErrorFormats, type ErrorAnswer } from './error-formats.js';
import { problemOf, type Problem } from './problem.js';

/** Answers every error as `application/problem+json`, or in the words of the API that was called. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Gateway');

  constructor(private readonly formats: ErrorFormats) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = problemOf(error);
    if (problem.status >= 500 && problem.code === 'internal-error') this.logger.error(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // An event stream that is under way can only be ended.
    if (reply.raw.headersSent) return void reply.raw.end();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const {
      status,
      headers = {},
      body,
    } = this.formats.of(request.url)?.(error, request) ?? asProblem(problem);
    void reply.status(status).headers(headers).send(body);
  }
}

function asProblem(problem: Problem): ErrorAnswer {
  return { status: problem.status, headers: headersFor(problem), body: problem };
}

function headersFor({ status, code, retryAt }: Problem): Record<string, string> {
  const type = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  if (status === 401) return { ...type, 'www-authenticate': challenge(code) };
  if (typeof retryAt === 'number') return { ...type, 'retry-after': new Date(retryAt).toUTCString() };
  return type;
}

/** RFC 6750, section 3: no error word for who brought no token at all. */
function challenge(code: string): string {
  return code === 'token-invalid'
    ? 'Bearer realm="mpesa-gateway", error="invalid_token"'
    : 'Bearer realm="mpesa-gateway"';
}
