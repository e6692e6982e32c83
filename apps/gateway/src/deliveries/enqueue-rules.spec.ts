import { describe, expect, it } from '@jest/globals';
import type { EnqueueRequest } from './delivery.js';
import { bodyOf, refuseUnlessNamed } from './enqueue-rules.js';

const GOOD: EnqueueRequest = {
  id: '019f-event:endpoint_1',
  clientId: 'client-1',
  endpointId: 'endpoint-1',
  stream: 'payment/1',
  type: 'payment.succeeded',
  payload: {},
};

describe('a message to enqueue', () => {
  it('may have names of the usual kinds', () => expect(() => refuseUnlessNamed(GOOD)).not.toThrow());

  it.each([
    ['id', ''],
    ['id', 'a.b'],
    ['id', 'a b'],
    ['id', 'x'.repeat(101)],
    ['id', 'id\r\nset-cookie: x'],
    ['clientId', ''],
    ['clientId', 'x'.repeat(37)],
    ['stream', ''],
    ['stream', 'two words'],
    ['stream', 'mañana'],
    ['type', 'payment succeeded'],
    ['type', 7],
    ['id', undefined],
    ['id', { toString: () => 'event-1' }],
  ])('is refused with %s %p', (field, value) =>
    expect(() => refuseUnlessNamed({ ...GOOD, [field]: value })).toThrow(
      expect.objectContaining({ name: 'InvalidRequestError', field, value }),
    ),
  );

  it('is refused when its body is no object or too long, counted in bytes', () => {
    for (const payload of [null, 'text', 7, undefined]) {
      expect(() => bodyOf(payload)).toThrow('must be an object');
    }
    for (const payload of [{ cents: 1n }, { toJSON: () => undefined }]) {
      expect(() => bodyOf(payload)).toThrow('that JSON can say');
    }
    const around = JSON.stringify({ text: '' }).length;
    expect(Buffer.byteLength(bodyOf({ text: 'x'.repeat(60_000 - around) }))).toBe(60_000);
    expect(() => bodyOf({ text: 'x'.repeat(60_001 - around) })).toThrow('60001 bytes');
    expect(() => bodyOf({ text: '✓'.repeat(20_000) })).toThrow('60011 bytes');
  });
});
