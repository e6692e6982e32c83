import { describe, expect, it } from '@jest/globals';
import * as exported from './typeorm.js';

describe('nestjs-mpesa/typeorm', () => {
  it('exports every entity of the module by its name', () => {
    const { mpesaEntities, mpesaMigrations, ...entities } = exported;
    expect(Object.keys(entities).sort()).toEqual(mpesaEntities.map(({ name }) => name).sort());
    expect(new Set(Object.values(entities))).toEqual(new Set(mpesaEntities));
    expect(mpesaMigrations.length).toBeGreaterThan(0);
  });
});
