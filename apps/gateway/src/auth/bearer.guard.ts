import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Refusal } from '../errors/refusal.js';
import { Authenticator } from './authenticator.js';
import { bearerTokenIn } from './bearer-token.js';
import type { RequestWithCaller } from './caller.js';
import { NeedsScope } from './needs-scope.js';
import { TokenProofs } from './token-proofs.js';

/** Lets through who brings a good token with the scope that the route needs, and tells the route who it is. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly proofs: TokenProofs,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Refusal `token-missing`, `token-invalid` or `scope-missing` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<RequestWithCaller>();
    const token = this.tokenIn(request.headers.authorization ?? '');
    if (token === null)
      throw new Refusal('token-missing', 'an access token is needed: Authorization: Bearer …');
    const caller = await this.authenticator.callerBy(await this.proofs.of(request, token));
    const scope = this.reflector.getAllAndOverride(NeedsScope, [context.getHandler(), context.getClass()]);
    if (scope === undefined) throw new Error('a route behind this guard must say which scope it needs');
    if (scope !== 'any' && !caller.scopes.includes(scope)) {
      throw new Refusal('scope-missing', `this needs a token with the scope ${scope}`, { scope });
    }
    request.caller = caller;
    request.token = token;
    return true;
  }

  /** Null when the header carries none. */
  protected tokenIn(header: string): string | null {
    return bearerTokenIn(header);
  }
}
