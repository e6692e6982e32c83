import { describe, expect, it } from '@jest/globals';
import { partyOf } from './statement-party.js';

describe('the other party of a row', () => {
  it.each<[string, string, string, string | null]>([
    ['254712345678 - JANE DOE', 'clear', '254712345678', 'JANE DOE'],
    ['254712345678- JANE', 'clear', '254712345678', 'JANE'],
    ['0712345678 – JANE', 'clear', '254712345678', 'JANE'],
    ['+254712345678', 'clear', '254712345678', null],
    ['2547****5678 - JOHN  DOE', 'masked', '2547****5678', 'JOHN DOE'],
    ['2547 ***** 126 - JANE', 'masked', '2547 ***** 126', 'JANE'],
    ['0712****678 - JOHN DOE', 'masked', '254712****678', 'JOHN DOE'],
    ['2547****678 -', 'masked', '2547****678', null],
    ['600100 - SAFARICOM', 'none', '', 'SAFARICOM'],
    ['KCB BANK', 'none', '', 'KCB BANK'],
    ['  ', 'none', '', null],
    ['', 'none', '', null],
  ])('%j is %s %j, named %j', (text, form, value, name) => {
    expect(partyOf(text)).toEqual({ payer: { form, value }, name });
  });
});
