import { isPublicHost, isTunnel, refusedWord } from './url-rules.js';

/** How something stands: as it should be, worth a second look, or refused. */
export type VerdictLevel = 'good' | 'warn' | 'bad';

/** What Safaricom would say to one property of a callback URL. */
export interface UrlVerdict {
  readonly rule: string;
  readonly level: VerdictLevel;
  readonly text: string;
}

/** A callback URL against each of Safaricom's rules (DARAJA-FACTS 5.5); `url` is http or https. */
export function urlVerdicts(url: string): UrlVerdict[] {
  const { protocol, hostname, search } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const word = refusedWord(url);
  return [
    protocol === 'https:'
      ? verdict('https', 'good', 'https, as production wants it.')
      : verdict('https', 'bad', 'Production takes https only; the sandbox takes http as well.'),
    isPublicHost(host)
      ? verdict('public host', 'good', 'A public name or address.')
      : verdict(
          'public host',
          'bad',
          'Safaricom cannot reach this host; it refuses the URL, or calls nobody.',
        ),
    word === null
      ? verdict('refused words', 'good', 'None of the words that Safaricom refuses.')
      : verdict('refused words', 'bad', `C2B registration answers 400.003.02: URL has the word ${word}.`),
    isTunnel(hostname)
      ? verdict('no tunnel', 'bad', 'Tunnels and request bins are blocked in production.')
      : verdict('no tunnel', 'good', 'Neither a tunnel nor a request bin.'),
    search === ''
      ? verdict('no parameters', 'good', 'The path says it all.')
      : verdict('no parameters', 'warn', 'Not forbidden, but a path gets through where parameters may not.'),
  ];
}

function verdict(rule: string, level: VerdictLevel, text: string): UrlVerdict {
  return { rule, level, text };
}
