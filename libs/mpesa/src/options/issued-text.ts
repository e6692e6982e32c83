import { applyDecorators } from '@nestjs/common';
import { IsNotEmpty, IsString, ValidateBy } from 'class-validator';
import { textSurroundings } from '../values/text-surroundings.js';
import { fix } from './schema-fix.js';

const AS_ISSUED = {
  name: 'isAsIssued',
  validator: {
    validate: (value: unknown) => typeof value !== 'string' || textSurroundings(value) === null,
    defaultMessage: () => 'must have no blanks, line ends or quotes around it',
  },
};

/** A text that somebody issued and somebody else copied. */
export function IssuedText(what: string): PropertyDecorator {
  return applyDecorators(
    // The last one speaks first.
    ValidateBy(AS_ISSUED, fix('take away what stands around it')),
    IsNotEmpty(fix(what)),
    IsString(fix(what)),
  );
}
