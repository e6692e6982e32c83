import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

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
