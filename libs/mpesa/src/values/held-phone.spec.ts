import { describe, expect, it } from '@jest/globals';
import { holdsPhone } from './held-phone.js';

describe('a text', () => {
  it.each([
    '0712345678',
    '0110 000 000',
    '254712345678',
    '+254-712-345678',
    '00254712345678',
    '712345678',
    '07 12 34 56 78',
    'RENT 0712345678',
    'Tea07123-45678!',
    '12/0712345678',
    '0712345678#3',
    '0712\u200b345678',
    '٠٧١٢٣٤٥٦٧٨',
  ])('holds a phone number: %s', (text) => {
    expect(holdsPhone(text)).toBe(true);
  });

  it.each([
    '',
    'INV-2026-0077',
    'INV 20261130 001',
    '12345678',
    '123456789',
    '0020123456789',
    '01142712345678',
    '254812345678',
    '0193f2a0-0712-7345-8678-000712345678',
    'TKU0712345',
    '37193456781',
  ])('holds none: %s', (text) => {
    expect(holdsPhone(text)).toBe(false);
  });
});
