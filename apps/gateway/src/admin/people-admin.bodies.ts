import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';

export class PersonBody {
  @ApiProperty({ example: '254712345678' })
  @IsString()
  @MaxLength(20)
  phone!: string;

  @ApiProperty({ maxLength: 80, description: 'Who decided' })
  @IsString()
  @MaxLength(80)
  by!: string;

  @ApiProperty({ maxLength: 255, description: 'Written down with it' })
  @IsString()
  @MaxLength(255)
  reason!: string;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 100,
    description:
      'Receipts or ids of payments that they have shown to be theirs: money by hand of which M-Pesa told only a mask is found by nothing else',
    example: ['UKL632NMUA'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  payments?: string[];
}

const covered = {
  type: [String] as [typeof String],
  description: 'Whose tables were looked through',
  example: ['gateway', 'library'],
};

export class PersonExportAnswer {
  @ApiProperty(covered)
  covered!: readonly string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'object' } },
    description: 'Rows by table',
  })
  tables!: Record<string, object>;
}

export class PersonErasureAnswer {
  @ApiProperty(covered)
  covered!: readonly string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      properties: { erased: { type: 'integer' }, kept: { type: 'integer' } },
    },
    description: 'By table, how many rows were erased, and how many somebody still waits for',
  })
  tables!: Record<string, object>;
}
