import { Global, Module } from '@nestjs/common';
import { ClientsModule } from '../clients/clients.module.js';
import { AccessTokens } from './access-tokens.js';
import { AdminKey } from './admin-key.js';
import { Authenticator } from './authenticator.js';
import { BearerGuard } from './bearer.guard.js';
import { ClientCredentialsGrant } from './client-credentials.grant.js';
import { ClientProofs } from './client-proofs.js';
import { Logins } from './logins.js';
import { MeController } from './me.controller.js';
import { TokenController } from './token.controller.js';
import { TokenProofs } from './token-proofs.js';

const PARTS = [
  AccessTokens,
  AdminKey,
  Authenticator,
  BearerGuard,
  ClientCredentialsGrant,
  ClientProofs,
  Logins,
  TokenProofs,
];

/** Who calls. Global, because every door of the gateway asks. */
@Global()
@Module({
  imports: [ClientsModule],
  controllers: [TokenController, MeController],
  providers: PARTS,
  exports: PARTS,
})
export class AuthModule {}
