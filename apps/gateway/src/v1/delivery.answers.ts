import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString } from 'class-validator';
import type { Delivery, DeliveryAttempt } from '../deliveries/delivery.js';
import { instant, instantOrNull } from '../http/instant.js';
import { PageQuery } from './payment.bodies.js';

const STATUSES = ['pending', 'delivered', 'failed'] as const;

const nullable = { type: String, nullable: true } as const;

export class DeliveriesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsIn(STATUSES)
  status?: Delivery['status'];

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsString()
  endpointId?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsString()
  paymentId?: string;
}

export class DeliveryAnswer {
  @ApiProperty({ description: 'What the receiver sees as `webhook-id`' })
  id!: string;

  @ApiProperty({ example: 'payment.succeeded' })
  type!: string;

  @ApiProperty({ ...nullable, format: 'uuid' })
  endpointId!: string | null;

  @ApiProperty({
    ...nullable,
    format: 'uri',
    description: 'Where an answer was asked to, without an endpoint',
  })
  url!: string | null;

  @ApiProperty({ enum: STATUSES })
  status!: Delivery['status'];

  @ApiProperty()
  attempts!: number;

  @ApiProperty({ ...nullable, format: 'date-time' })
  nextAttemptAt!: string | null;

  @ApiProperty({ type: Number, nullable: true })
  lastStatus!: number | null;

  @ApiProperty(nullable)
  lastError!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class AttemptAnswer {
  @ApiProperty()
  attempt!: number;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ description: 'Milliseconds' })
  durationMs!: number;

  @ApiProperty({ type: Number, nullable: true })
  status!: number | null;

  @ApiProperty(nullable)
  error!: string | null;

  @ApiProperty({ ...nullable, description: "The first kilobyte of the receiver's answer" })
  response!: string | null;
}

export class DeliveryWithAttemptsAnswer extends DeliveryAnswer {
  @ApiProperty({ type: [AttemptAnswer] })
  history!: AttemptAnswer[];
}

export class DeliveryPageAnswer {
  @ApiProperty({ type: [DeliveryAnswer] })
  items!: DeliveryAnswer[];

  @ApiProperty(nullable)
  nextCursor!: string | null;
}

export function deliveryAnswer(delivery: Delivery): DeliveryAnswer {
  const { id, type, endpointId, url, status, attempts, lastStatus, lastError } = delivery;
  const nextAttemptAt = instantOrNull(delivery.nextAt);
  const createdAt = instant(delivery.createdAt);
  return { id, type, endpointId, url, status, attempts, nextAttemptAt, lastStatus, lastError, createdAt };
}

export function attemptAnswer({ at, ...attempt }: DeliveryAttempt): AttemptAnswer {
  return { ...attempt, at: instant(at) };
}
