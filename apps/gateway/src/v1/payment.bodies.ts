import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import type { B2cCommand, JsonObject } from 'nestjs-mpesa';

/** The library has the rules of each field; here it is only seen to that nothing else comes along. */
export class CollectBody {
  @ApiProperty({ example: '0722 000 000' })
  @IsString()
  phone!: string;

  @ApiProperty({ type: 'integer', description: 'Whole shillings', example: 1500 })
  @IsInt({ message: 'amount must be a whole number of shillings' })
  amount!: number;

  @ApiPropertyOptional({ maxLength: 12, description: 'Shown in the prompt: A-Z a-z 0-9 space . _ -' })
  @IsOptional()
  @IsString()
  reference?: string;

  @ApiPropertyOptional({ maxLength: 13 })
  @IsOptional()
  @IsString()
  description?: string;

  @ApiPropertyOptional({ type: Object, description: 'Comes back with the payment and its news' })
  @IsOptional()
  @IsObject()
  metadata?: JsonObject;
}

const COMMANDS = ['BusinessPayment', 'SalaryPayment', 'PromotionPayment'] as const satisfies B2cCommand[];

export class PayoutBody {
  @ApiProperty({ example: '0722 000 000' })
  @IsString()
  phone!: string;

  @ApiProperty({ type: 'integer', description: 'Whole shillings', example: 500 })
  @IsInt({ message: 'amount must be a whole number of shillings' })
  amount!: number;

  @ApiPropertyOptional({ enum: COMMANDS, default: 'BusinessPayment' })
  @IsOptional()
  @IsIn(COMMANDS)
  command?: B2cCommand;

  @ApiPropertyOptional({ minLength: 2, maxLength: 100, description: 'For the statement' })
  @IsOptional()
  @IsString()
  remarks?: string;

  @ApiPropertyOptional({ maxLength: 100 })
  @IsOptional()
  @IsString()
  occasion?: string;

  @ApiPropertyOptional({ type: Object })
  @IsOptional()
  @IsObject()
  metadata?: JsonObject;
}

export class RefundBody {
  @ApiPropertyOptional({ description: 'Shillings, at most two decimals. Default: all that is left' })
  @IsOptional()
  @IsNumber()
  amount?: number;

  @ApiPropertyOptional({
    description:
      'Required where the answer says so: the receipt of the payment, once somebody saw that it is this payer’s',
  })
  @IsOptional()
  @IsString()
  receipt?: string;

  @ApiPropertyOptional({ minLength: 2, maxLength: 100, description: 'For the statement' })
  @IsOptional()
  @IsString()
  remarks?: string;

  @ApiPropertyOptional({ type: Object })
  @IsOptional()
  @IsObject()
  metadata?: JsonObject;
}

export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 25 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before' })
  @IsOptional()
  @IsString()
  cursor?: string;
}
