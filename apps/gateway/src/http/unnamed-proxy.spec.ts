import { describe, expect, it } from '@jest/globals';
import { UnnamedProxy } from './unnamed-proxy.js';

function seeing(...hops: readonly (readonly [ip: string, headers: Record<string, string>])[]): string[] {
  const lines: string[] = [];
  const log = {
    error: (text: string) => void lines.push(`error ${text}`),
    warn: (text: string) => void lines.push(`warn ${text}`),
  };
  const watch = new UnnamedProxy(log);
  for (const [ip, headers] of hops) watch.look({ ip, headers, url: '/v1/me' });
  return lines;
}

/** What is said of reports that tell of nobody, where others than M-Pesa's are kept out. */
function reported(ips: readonly string[], enforces = true, url = '/callbacks/stk/x'): string[] {
  const lines: string[] = [];
  const log = { error: (text: string) => void lines.push(text), warn: () => undefined };
  const watch = new UnnamedProxy(log, enforces);
  for (const ip of ips) watch.look({ ip, headers: {}, url });
  return lines;
}

const claims = (chain: string) => ({ 'x-forwarded-for': chain });

describe('a proxy that was not named', () => {
  it.each(['127.0.0.1', '10.4.5.6', '172.20.0.2', '192.168.1.1', 'fd00::5', '::1'])(
    'is told of once, loudly, when it stands beside us: %s',
    (ip) => {
      const lines = seeing([ip, {}], [ip, claims('196.201.214.200')], [ip, claims('196.201.214.206')]);
      expect(lines).toEqual([
        expect.stringMatching(/^error .*GATEWAY_TRUSTED_PROXIES does not name .*enforce keeps M-Pesa out/),
      ]);
      expect(lines[0]).toContain(ip);
    },
  );

  it('is told of also when a stranger has made the header up before', () => {
    const lines = seeing(
      ['203.0.113.9', claims('1.2.3.4')],
      ['203.0.113.8', claims('x')],
      ['10.0.0.1', claims('x')],
    );
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['warn', 'error']);
  });

  it('is told of behind one that was named', () => {
    expect(seeing(['10.0.0.2', claims('196.201.214.200, 10.0.0.2')])).toHaveLength(1);
  });

  it('is not there when the address that was claimed is believed, or none was', () => {
    expect(seeing(['196.201.214.200', claims('196.201.214.200')], ['10.0.0.1', {}])).toEqual([]);
    expect(seeing(['10.0.0.1', { forwarded: 'for=1.2.3.4' }])).toHaveLength(1);
  });

  it.each(['forwarded', 'x-real-ip', 'via', 'cf-connecting-ip', 'true-client-ip', 'x-forwarded-proto'])(
    'is told of by %s too, and how to have it name the sender; once named, it may send it',
    (name) => {
      const sent = { [name]: '196.201.214.200' };
      expect(seeing(['127.0.0.1', sent])).toEqual([
        expect.stringMatching(/^error .*send X-Forwarded-For\.$/),
      ]);
      expect(seeing(['196.201.214.200', { ...sent, ...claims('196.201.214.200') }])).toEqual([]);
    },
  );

  it('is told of, loudly and once, when a report of M-Pesa’s comes from beside us and tells of nobody', () => {
    for (const ip of ['127.0.0.1', '10.0.0.7', '::1', 'fd00::5']) {
      const lines = reported([ip, ip, '10.0.0.8']);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(
        /sends no X-Forwarded-For.*enforce keeps all reports out.*GATEWAY_TRUSTED_PROXIES/,
      );
      expect(lines[0]).toContain(ip);
    }
  });

  it('is not there when reports come from the internet, when nobody is kept out, or when something else comes', () => {
    expect(reported(['196.201.214.200', '203.0.113.9'])).toEqual([]);
    expect(reported(['127.0.0.1'], false)).toEqual([]);
    expect(reported(['127.0.0.1'], true, '/health')).toEqual([]);
    expect(reported(['127.0.0.1'], true, '/callbacksomething')).toEqual([]);
  });
});
