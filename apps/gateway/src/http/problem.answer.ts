import { ApiProperty } from '@nestjs/swagger';
import type { Problem } from './problem.js';

/** How the API's description tells of problems. */
export class ProblemAnswer implements Problem {
  [extension: string]: unknown;

  @ApiProperty({ example: 'urn:problem:mpesa-gateway:invalid-request' })
  type!: string;

  @ApiProperty({ example: 'Bad Request' })
  title!: string;

  @ApiProperty({ example: 400 })
  status!: number;

  @ApiProperty({ example: 'amount 1.5 is refused: must be a whole number of shillings' })
  detail!: string;

  @ApiProperty({ example: 'invalid-request', description: 'For programs' })
  code!: string;
}
