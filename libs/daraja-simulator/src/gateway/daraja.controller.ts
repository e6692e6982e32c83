import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { PendingWork } from '../clock/pending-work.js';
import { VirtualClock } from '../clock/virtual-clock.js';
import { Journal } from '../journal/journal.js';
import { parseJson } from '../journal/parse-json.js';
import { Signal } from '../clock/signal.js';
import type { Answer } from './answer.js';
import { Gateway, type GatewayReply, type WireRequest } from './gateway.js';

/** Every path that is not the simulator's own belongs to Daraja, and is answered in Daraja's words. */
@Controller()
export class DarajaController {
  constructor(
    private readonly gateway: Gateway,
    private readonly journal: Journal,
    private readonly clock: VirtualClock,
    private readonly work: PendingWork,
  ) {}

  @All('*')
  async any(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const at = this.clock.now();
    const wire = wireRequest(request);
    const served = await this.gateway.reply(wire);
    await served.answer.heldUntil;
    reply.hijack();
    await this.work.track(write(reply.raw, served));
    this.record(wire, at, served);
    served.answer.afterSent?.();
  }

  private record(wire: WireRequest, at: number, { op, answer, lost }: GatewayReply): void {
    this.journal.write({
      at,
      direction: 'in',
      op,
      method: wire.method,
      url: wire.path,
      status: lost ? null : answer.status,
      requestBody: parseJson(wire.text),
      responseBody: answer.body,
      outcome: lost ? 'ack-lost' : 'answered',
    });
  }
}

function wireRequest(request: FastifyRequest): WireRequest {
  const url = new URL(request.url, 'http://localhost');
  return {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    text: typeof request.body === 'string' ? request.body : '',
  };
}

/** Resolves when the answer has left or its connection is gone. */
async function write(response: ServerResponse, { answer, lost }: GatewayReply): Promise<void> {
  if (response.destroyed || response.writableEnded) return;
  const gone = new Signal();
  response.once('close', () => gone.fire());
  if (lost) response.socket?.destroy();
  else response.writeHead(answer.status, headersOf(answer)).end(textOf(answer));
  await gone.promise;
}

function headersOf(answer: Answer): Record<string, string> {
  if (answer.body === null) return { 'content-length': '0' };
  return { 'content-type': answer.contentType ?? 'application/json;charset=UTF-8' };
}

function textOf({ body }: Answer): string {
  if (body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
