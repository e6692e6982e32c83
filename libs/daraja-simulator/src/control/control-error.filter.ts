import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ControlError } from './control-error.js';

/** A mistake at the control surface: `{ error, field, value, rule }`. */
@Catch(ControlError)
export class ControlErrorFilter implements ExceptionFilter<ControlError> {
  catch(error: ControlError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(error.status).type('application/json; charset=utf-8').send(controlErrorBody(error));
  }
}

export function controlErrorBody({ message, field, value, rule }: ControlError): object {
  return { error: message, field, value, rule };
}
