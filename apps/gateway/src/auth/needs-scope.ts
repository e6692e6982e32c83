import { Reflector } from '@nestjs/core';
import type { Scope } from '../clients/scopes.js';

/** Says which scope a route or a whole controller needs; `any` is content with a good token. */
export const NeedsScope = Reflector.createDecorator<Scope | 'any'>();
