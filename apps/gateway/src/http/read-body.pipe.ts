import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';

/**
 * Reads a body or a query as its class says, and refuses what the class does not know. The first thing wrong is named, with
 * its value and the rule.
 */
export function readAs(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => firstProblem(errors, ''),
  });
}

function firstProblem([first]: readonly ValidationError[], path: string): InvalidRequestError {
  if (first === undefined) return new InvalidRequestError('body', undefined, 'must be a JSON object');
  const field = path === '' ? first.property : `${path}.${first.property}`;
  const [message] = Object.values(first.constraints ?? {});
  if (message === undefined && first.children?.length) return firstProblem(first.children, field);
  return new InvalidRequestError(field, first.value, ruleOf(first.property, message ?? 'is not understood'));
}

/** class-validator writes `property amount must be …` or `amount must be …`. */
function ruleOf(property: string, message: string): string {
  return message
    .replace(`property ${property} `, '')
    .replace(`${property} `, '')
    .replace('should not exist', 'is not known here');
}
