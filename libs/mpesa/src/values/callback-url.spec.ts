import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawnTexts, drawnUrls } from '../../../../test/support/drawn-texts.js';
import { callbackUrlProblems } from './callback-url.js';

const inProduction = (url: string) => callbackUrlProblems(url, { production: true });
const inSandbox = (url: string) => callbackUrlProblems(url, { production: false });
const severities = (problems: ReturnType<typeof inSandbox>) => problems.map(({ severity }) => severity);

describe('callbackUrlProblems', () => {
  it.each([
    'https://pay.example.co.ke/hooks/stk/0192f3a4-b5c6-7000-8000-000000000000/abcdef0123456789',
    'https://pay.example.co.ke:8443/hooks',
    'https://196.201.214.200/hooks',
    'https://[::ffff:196.201.214.200]/hooks',
    'https://mywebhook.site/hooks',
  ])('has nothing against %s', (url) => expect(inProduction(url)).toEqual([]));

  it.each(['mpesa', 'M-PESA', 'Safaricom', 'exe', 'exec', 'cmd', 'SQL', 'query', '%6dpesa', 'executive'])(
    'refuses the word %s anywhere',
    (word) => {
      expect(severities(inSandbox(`https://pay.example.co.ke/a${word}b`))).toEqual(['error']);
      expect(severities(inSandbox(`https://${word.replace('%6d', 'm')}.example.co.ke/`))).toEqual(['error']);
    },
  );

  it.each([
    'http://localhost:3000/x', 'http://127.0.0.1/x', 'http://10.1.2.3/x', 'http://192.168.0.7/x', 'http://172.16.0.1/x',
    'http://169.254.1.1/x', 'http://100.64.0.1/x', 'http://[::1]/x', 'http://[fd00::1]/x', 'http://[::ffff:10.0.0.1]/x',
    'http://printer.local/x', 'http://a.localhost/x', 'http://a.internal/x', 'http://a.intranet/x', 'http://a.lan/x',
    'http://a.home.arpa/x', 'http://a.test/x', 'http://a.invalid/x', 'http://intranet/x', 'http://0x7f000001/x', 'http://localhost./x',
  ])('takes %s outside production only', (url) => {
    expect(inSandbox(url)).toEqual([]);
    const rules = inProduction(url.replace('http:', 'https:')).map(({ rule }) => rule);
    expect(rules).toEqual(['must have a host that the public internet can reach']);
  }); // prettier-ignore

  it('wants https in production only', () => {
    expect(inSandbox('http://pay.example.co.ke/x')).toEqual([]);
    expect(inProduction('http://pay.example.co.ke/x')).toEqual([
      { severity: 'error', rule: 'must be https in production' },
    ]);
  });

  it.each([
    'https://abc.ngrok-free.app/x', 'https://ngrok.example.com/x', 'https://webhook.site/1', 'https://x.loca.lt/y',
    'https://a-b.trycloudflare.com/x', 'https://eo1.m.pipedream.net/x', 'https://mine.beeceptor.com/x',
    'https://mockbin.org/bin/1', 'https://requestbin.com/r/1', 'https://s.serveo.net./x', 'https://WEBHOOK.site/1',
  ])('warns of the tunnel %s and refuses it in production', (url) => {
    expect(severities(inSandbox(url))).toEqual(['warning']);
    expect(severities(inProduction(url))).toEqual(['error']);
  }); // prettier-ignore

  it.each([
    '', 'pay.example.co.ke', '/hooks', 'ftp://example.co.ke/x', 'https://', 'https://a b.example.com/',
    'https://user:pass@pay.example.co.ke/x', 'https://user@pay.example.co.ke/x', 'https://:pass@pay.example.co.ke/x',
    'https://pay.example.co.ke/a b', 'https://pay.example.co.ke/x\n', 'https://pay.example.co.ke/mpesa/../x',
    'https://pay.example.co.ke/x?a=1', 'https://pay.example.co.ke/x?',
    'https://pay.example.co.ke/x#top', 'https://pay.example.co.ke/x#', 'javascript:alert(1)',
  ])('refuses the shape of %p everywhere', (url) => expect(severities(inSandbox(url))).toContain('error')); // prettier-ignore

  it('names every broken rule at once', () => {
    expect(inProduction('http://u:p@localhost/mpesa?x#y')).toHaveLength(6);
  });

  it('never throws', () => {
    const text = fc.oneof(drawnTexts, drawnUrls);
    fc.assert(fc.property(text, (url) => void callbackUrlProblems(url, { production: true })));
  });
});
