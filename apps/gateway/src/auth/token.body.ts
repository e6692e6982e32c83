import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** In OAuth's own spelling. Only described here: `ClientCredentialsGrant` reads it, because OAuth has errors of its own. */
export class TokenBody {
  @ApiProperty({ enum: ['client_credentials'] })
  grant_type!: 'client_credentials';

  @ApiPropertyOptional({ format: 'uuid', description: 'Unless a Basic header brings it' })
  client_id?: string;

  @ApiPropertyOptional({ description: 'Unless a Basic header brings it' })
  client_secret?: string;

  @ApiPropertyOptional({ description: 'Separated by blanks. Default: all that the client has' })
  scope?: string;
}
