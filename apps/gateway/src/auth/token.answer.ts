import { ApiProperty } from '@nestjs/swagger';

/** In OAuth's own spelling. */
export class TokenAnswer {
  @ApiProperty()
  access_token!: string;

  @ApiProperty({ enum: ['Bearer'] })
  token_type!: 'Bearer';

  @ApiProperty({ description: 'Seconds', example: 3600 })
  expires_in!: number;

  @ApiProperty({ description: 'Separated by blanks', example: 'payments:read payments:collect' })
  scope!: string;
}
