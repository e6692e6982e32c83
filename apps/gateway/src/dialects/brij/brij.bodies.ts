import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';

export class RegisterUrlBody {
  @ApiProperty({ example: 'FT', description: '2 to 12 letters and digits' })
  @IsString()
  routingPrefix!: string;

  @ApiProperty({ format: 'uri', example: 'https://shop.example.co.ke/mpesa-offline' })
  @IsString()
  url!: string;
}

export class UpdateUrlBody {
  @ApiPropertyOptional({ example: 'FT', description: 'Required when url is missing' })
  @IsOptional()
  @IsString()
  routingPrefix?: string;

  @ApiPropertyOptional({ format: 'uri', description: 'Required when routingPrefix is missing' })
  @IsOptional()
  @IsString()
  url?: string;
}

export class UpdateUrlQuery {
  @ApiProperty({ description: 'What register-url answered' })
  @IsString()
  id!: string;
}

export class TransactionStatusBody {
  @ApiProperty({ maxLength: 64, example: 'FT12862637', description: 'With the prefix or without' })
  @Length(1, 64)
  @Matches(/[\p{L}\p{N}]/u, { message: 'must have a letter or a digit' })
  billRefNumber!: string;

  @ApiProperty({ example: 'UKL632NMUA', description: 'The M-Pesa receipt' })
  @Matches(/^[A-Za-z0-9]{10}$/, { message: 'must be the ten letters and digits of an M-Pesa receipt' })
  transId!: string;

  @ApiProperty({ format: 'uri', example: 'https://shop.example.co.ke/mpesa-status' })
  @IsString()
  resultUrl!: string;
}

export class RegisteredUrlAnswer {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'whsec_…', description: 'Signs what is sent to the URL (Standard Webhooks)' })
  secret!: string;

  @ApiProperty({ example: 'whsec_…', description: 'Signs what is sent to a resultUrl' })
  resultSecret!: string;
}

export class UpdatedUrlAnswer {
  @ApiProperty({ format: 'uuid' })
  id!: string;
}

export class AcceptedAnswer {
  @ApiProperty({ format: 'uuid', description: 'The answer carries `webhook-id: brij:<id>`' })
  id!: string;

  @ApiProperty({ example: 'accepted' })
  message!: string;
}
