import { Injectable, type PipeTransform } from '@nestjs/common';
import { ControlError } from './control-error.js';

/** The simulator takes every body as text, because Daraja judges bodies itself; this reads one as JSON. */
@Injectable()
export class JsonBodyPipe implements PipeTransform<unknown, unknown> {
  transform(text: unknown): unknown {
    if (typeof text !== 'string' || text.trim() === '') return {};
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new ControlError(400, 'body', text.slice(0, 100), 'must be JSON');
    }
  }
}
