import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Scope } from '../clients/scopes.js';

/** Who calls, by their token. Everything they see and do is theirs alone. */
export interface Caller {
  readonly clientId: string;
  readonly name: string;
  /** The module's named account their requests are made with. */
  readonly account: string;
  readonly scopes: readonly Scope[];
}

export type RequestWithCaller = FastifyRequest & { caller?: Caller; token?: string };

/** Hands a route the token itself, where it outlasts one answer and must go on being asked whether it holds. */
export const TheToken = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { token } = context.switchToHttp().getRequest<RequestWithCaller>();
  if (token === undefined) throw new Error('this route has no guard that knows its caller');
  return token;
});

/** Hands a route its {@link Caller}. Only where a guard has put one there. */
export const TheCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<RequestWithCaller>();
  if (caller === undefined) throw new Error('this route has no guard that knows its caller');
  return caller;
});
