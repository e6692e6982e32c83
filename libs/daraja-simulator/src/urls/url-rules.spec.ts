import { describe, expect, it } from '@jest/globals';
import { isAcceptableUrl, refusedWord } from './url-rules.js';

describe('URL rules', () => {
  it.each([
    ['https://x.co.ke/MPESA/cb', 'MPESA'],
    ['https://m-pesa.x.co.ke', 'M-PESA'],
    ['https://x.co.ke/jquery', 'QUERY'],
    ['https://x.co.ke/a.exe', 'EXE'],
    ['https://x.co.ke/pay', null],
  ])('%s holds the refused word %s', (url, word) => {
    expect(refusedWord(url)).toBe(word);
  });

  it.each([
    ['https://pay.example.co.ke/cb', true, true],
    ['https://196.201.214.200:8443/cb', true, true],
    ['http://pay.example.co.ke/cb', true, false],
    ['http://127.0.0.1:3000/cb', true, false],
    ['https://127.0.0.1/cb', true, false],
    ['https://10.1.2.3/cb', true, false],
    ['https://172.20.0.1/cb', true, false],
    ['https://100.64.0.1/cb', true, false],
    ['https://[::1]/cb', true, false],
    ['https://[fd00::1]/cb', true, false],
    ['https://localhost/cb', true, false],
    ['https://till.local/cb', true, false],
    ['https://abc.ngrok-free.app/cb', true, false],
    ['https://webhook.site/x', true, false],
    [' https://pay.example.co.ke/cb', true, false],
    ['http://localhost:3000/cb', false, true],
    ['ftp://pay.example.co.ke/cb', false, false],
    ['pay.example.co.ke', false, false],
  ])('%s with strict rules %p is acceptable: %p', (url, strict, acceptable) => {
    expect(isAcceptableUrl(url, strict)).toBe(acceptable);
  });
});
