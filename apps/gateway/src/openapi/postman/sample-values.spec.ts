import { describe, expect, it } from '@jest/globals';
import { sampled, type Schema } from './sample-values.js';

const NAMED: Schema = { properties: { prefix: { type: 'string', example: 'FT' } }, required: ['prefix'] };

function fieldsOf(properties: Record<string, Schema>, values = {}): Record<string, unknown> {
  const schema = sampled({ properties, required: ['must'] }, values, { Named: NAMED });
  expect(schema.required).toEqual(Object.keys(schema.properties ?? {}));
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, { example, properties: inner }]) => [
      name,
      example ?? inner,
    ]),
  );
}

describe('the sample of a request', () => {
  it('takes the example of a field, else its default, else the first of its values', () => {
    expect(
      fieldsOf({
        example: { example: 1, default: 2 },
        default: { default: false, enum: [true] },
        value: { enum: ['news', 'validation'] },
      }),
    ).toEqual({ example: 1, default: false, value: 'news' });
  });

  it('leaves out what is optional and has none of them', () => {
    expect(fieldsOf({ must: { type: 'string' }, may: { type: 'string' } })).toEqual({ must: undefined });
  });

  it('takes given values before all else, and leaves out what is given as null', () => {
    const fields = { must: { example: '1' }, url: { example: 'https://a' }, prefix: { example: 'FT' } };
    expect(fieldsOf(fields, { url: '{{callbackUrl}}', must: null, prefix: null })).toEqual({
      url: '{{callbackUrl}}',
    });
  });

  it('goes into fields of a named shape', () => {
    const inside = { prefix: { type: 'string', example: '{{prefix}}' } };
    for (const shape of [
      { $ref: '#/components/schemas/Named' },
      { allOf: [{ $ref: '#/components/schemas/Named' }] },
    ])
      expect(fieldsOf({ order: shape }, { prefix: '{{prefix}}' })).toEqual({ order: inside });
    expect(() => fieldsOf({ order: { $ref: '#/components/schemas/Nobody' } })).toThrow(
      'Nobody is not described',
    );
  });
});
