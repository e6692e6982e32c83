import { describe, expect, it } from '@jest/globals';
import { callbackPath } from './callback-path.js';

describe('callbackPath', () => {
  it.each([
    ['unless told', {}, 'callbacks'],
    ['where no routes are mounted', { routes: false }, 'callbacks'],
    ['with decorators only', { routes: { decorators: [] } }, 'callbacks'],
    ['of the host', { routes: { path: 'hooks/money' } }, 'hooks/money'],
    ['with slashes around it', { routes: { path: '//hooks/' } }, 'hooks'],
  ] as const)('is the path %s', (_, structure, expected) => expect(callbackPath(structure)).toBe(expected));
});
