import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsOptional, IsString, MaxLength } from 'class-validator';
import { SCOPES, USUAL_SCOPES, type Scope } from '../clients/scopes.js';

export class CreateClientBody {
  @ApiProperty({ maxLength: 80, example: 'Duka Ltd' })
  @IsString()
  @MaxLength(80)
  name!: string;

  @ApiPropertyOptional({ enum: SCOPES, isArray: true, default: USUAL_SCOPES })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  scopes?: string[];

  @ApiPropertyOptional({ default: 'default', description: "The module's account its requests are made with" })
  @IsOptional()
  @IsString()
  account?: string;
}

export class SetScopesBody {
  @ApiProperty({ enum: SCOPES, isArray: true })
  @IsArray()
  @IsString({ each: true })
  scopes!: string[];
}

export class ClientAnswer {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes!: readonly Scope[];

  @ApiProperty()
  account!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  revokedAt!: string | null;
}

export class NewClientAnswer extends ClientAnswer {
  @ApiProperty({ description: 'Shown this once' })
  secret!: string;
}
