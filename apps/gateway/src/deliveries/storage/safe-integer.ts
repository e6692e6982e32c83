import type { ValueTransformer } from 'typeorm';
import { integerOrNull } from './session.js';

/** For `bigint` columns: what a JavaScript number cannot hold exactly is refused in both directions. */
export const safeInteger: ValueTransformer = { to: integerOrNull, from: integerOrNull };
