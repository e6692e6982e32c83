import type { ValueTransformer } from 'typeorm';

/** MySQL hands `bigint` out as text; epoch milliseconds and cents fit a number. */
export const safeNumber: ValueTransformer = {
  to: (value: number | null) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};
