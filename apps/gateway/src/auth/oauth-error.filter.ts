import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OAuthError } from './oauth.error.js';

/** OAuth's own error answer (RFC 6749, section 5.2). */
@Catch(OAuthError)
export class OAuthErrorFilter implements ExceptionFilter<OAuthError> {
  catch({ code, message }: OAuthError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (code === 'invalid_client') void reply.header('www-authenticate', 'Basic realm="mpesa-gateway"');
    void reply
      .status(code === 'invalid_client' ? 401 : 400)
      .headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
      .send({ error: code, error_description: message });
  }
}
