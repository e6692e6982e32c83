import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import { PREFIX_EVENTS, type PrefixEvent } from '../routing/prefix-change.entity.js';
import {
  SUSPENSE_REASONS,
  type SuspenseReason,
  type SuspenseState,
} from '../routing/suspended-payment.entity.js';

const STATES = ['open', 'assigned', 'superseded'] as const;

export class GivePrefixBody {
  @ApiProperty({ example: 'FT' })
  @IsString()
  prefix!: string;

  @ApiPropertyOptional({ default: false, description: "It may overlap another client's" })
  @IsOptional()
  @IsBoolean()
  allowOverlap?: boolean;
}

export class GiveShortcodeBody {
  @ApiProperty({ example: '600984' })
  @IsString()
  shortcode!: string;
}

export class PrefixAnswer {
  @ApiProperty({ description: 'In its normal form', example: 'FT' })
  prefix!: string;

  @ApiProperty({ format: 'uuid' })
  clientId!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time', description: 'From when on payments go by it' })
  effectiveAt!: string;
}

export class PrefixChangeAnswer {
  @ApiProperty({ example: 'FT' })
  prefix!: string;

  @ApiProperty({ format: 'uuid' })
  clientId!: string;

  @ApiProperty({
    enum: PREFIX_EVENTS,
    description: '`told`, `untold`: the client was another, whose payments it may take',
  })
  what!: PrefixEvent;

  @ApiProperty({ enum: ['client', 'admin'] })
  by!: 'client' | 'admin';

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

export class ShortcodeAnswer {
  @ApiProperty()
  shortcode!: string;

  @ApiProperty({ format: 'uuid' })
  clientId!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class SuspenseQuery {
  @ApiPropertyOptional({ enum: STATES, default: 'open' })
  @IsOptional()
  @IsIn(STATES)
  state?: SuspenseState;
}

export class AssignBody {
  @ApiProperty({ format: 'uuid' })
  @IsString()
  clientId!: string;

  @ApiProperty({ maxLength: 80, description: 'Who decided' })
  @IsString()
  by!: string;
}

export class SuspendedAnswer {
  @ApiProperty({ format: 'uuid' })
  paymentId!: string;

  @ApiProperty({ enum: SUSPENSE_REASONS })
  reason!: SuspenseReason;

  @ApiProperty()
  shortcode!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The account number as it was typed' })
  reference!: string | null;

  @ApiProperty()
  amountCents!: number;

  @ApiProperty({ type: String, nullable: true })
  receipt!: string | null;

  @ApiProperty({ format: 'date-time' })
  since!: string;

  @ApiProperty({ enum: STATES })
  state!: SuspenseState;

  @ApiProperty({ type: String, nullable: true })
  clientId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  settledBy!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  settledAt!: string | null;
}
