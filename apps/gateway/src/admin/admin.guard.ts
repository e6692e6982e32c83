import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hashSecret, secretMatches } from '../clients/client-secret.js';
import { Refusal } from '../refusal.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';

/** Lets through who brings the admin key as a bearer token. */
@Injectable()
export class AdminGuard implements CanActivate {
  private readonly keyHash: string;

  constructor(@Inject(GATEWAY_SETTINGS) { adminKey }: GatewaySettings) {
    if (adminKey === null) throw new Error('the admin routes need an admin key');
    this.keyHash = hashSecret(adminKey);
  }

  /** @throws Refusal `admin-key-wrong` */
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const [, key = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (secretMatches(key, this.keyHash)) return true;
    throw new Refusal('admin-key-wrong', 'the admin key is needed: Authorization: Bearer …');
  }
}
