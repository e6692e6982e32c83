import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import type { Endpoint, PingResult } from '../deliveries/endpoint.js';
import { instant } from '../http/instant.js';

const PURPOSES = ['news', 'validation'] as const;

export class EndpointBody {
  @ApiProperty({ format: 'uri', example: 'https://shop.example.co.ke/mpesa' })
  @IsString()
  url!: string;
}

export class NewEndpointBody extends EndpointBody {
  @ApiPropertyOptional({
    enum: PURPOSES,
    default: 'news',
    description:
      '`validation`: is asked within 4 s whether a payment that a customer makes by hand is welcome',
  })
  @IsOptional()
  @IsIn(PURPOSES)
  purpose?: (typeof PURPOSES)[number];

  @ApiPropertyOptional({ default: 'v1', description: 'The API in whose words to write', example: 'vitumob' })
  @IsOptional()
  @IsString()
  format?: string;

  @ApiPropertyOptional({ description: 'Only for payments to this prefix of yours', example: 'FT' })
  @IsOptional()
  @IsString()
  prefix?: string;
}

export class RotateBody {
  @ApiPropertyOptional({
    type: 'integer',
    default: 24,
    description: 'Hours in which the old secret signs too',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(720)
  keepOldHours?: number;
}

export class EndpointAnswer {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uri' })
  url!: string;

  @ApiProperty({ enum: ['active', 'disabled'] })
  status!: Endpoint['status'];

  @ApiProperty({ enum: ['client', 'gone', 'failing', 'revoked'], nullable: true, type: String })
  disabledReason!: Endpoint['disabledReason'];

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class NewEndpointAnswer extends EndpointAnswer {
  @ApiProperty({
    description: 'Signs what is sent there (Standard Webhooks). Not shown again',
    example: 'whsec_…',
  })
  secret!: string;
}

export class SecretAnswer {
  @ApiProperty({ example: 'whsec_…' })
  secret!: string;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  previousValidUntil!: string | null;
}

export class PingAnswer implements PingResult {
  @ApiProperty()
  ok!: boolean;

  @ApiProperty({ type: Number, nullable: true })
  status!: number | null;

  @ApiProperty({ type: String, nullable: true })
  error!: string | null;

  @ApiProperty({ description: 'Milliseconds' })
  durationMs!: number;
}

export function endpointAnswer({ id, url, status, disabledReason, createdAt }: Endpoint): EndpointAnswer {
  return { id, url, status, disabledReason, createdAt: instant(createdAt) };
}
