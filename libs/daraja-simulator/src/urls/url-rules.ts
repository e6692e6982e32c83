import { isIP } from 'node:net';

/** Refused anywhere in a URL, in any case (DARAJA-FACTS 5.5). `m-pesa` before `mpesa` so that the message names it. */
const REFUSED_WORDS = ['m-pesa', 'mpesa', 'safaricom', 'exec', 'exe', 'cmd', 'sql', 'query'];

const TUNNELS = [
  'ngrok.io',
  'ngrok.app',
  'ngrok.dev',
  'ngrok-free.app',
  'ngrok-free.dev',
  'mockbin.org',
  'mockbin.io',
];
const TESTERS = ['requestbin.com', 'requestbin.net', 'webhook.site', 'pipedream.net', 'beeceptor.com'];

/** The first refused word of a URL in capitals, as the message of `400.003.02` prints it, or null. */
export function refusedWord(url: string): string | null {
  const lower = url.toLowerCase();
  return REFUSED_WORDS.find((word) => lower.includes(word))?.toUpperCase() ?? null;
}

/** Whether Daraja would take the URL at all; `strict` are the rules of production. */
export function isAcceptableUrl(text: string, strict: boolean): boolean {
  const url = parsed(text);
  if (!url || text.trim() !== text || !['http:', 'https:'].includes(url.protocol)) return false;
  if (!strict) return true;
  return (
    url.protocol === 'https:' && isPublicHost(url.hostname.replace(/^\[|\]$/g, '')) && !isTunnel(url.hostname)
  );
}

/** Not `URL.canParse`, which in Node 20 refuses good URLs with accented letters once it has been optimised. */
function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** Whether the host is a tunnel or a request bin, which production blocks (DARAJA-FACTS 5.5). */
export function isTunnel(host: string): boolean {
  return [...TUNNELS, ...TESTERS].some((tunnel) => host === tunnel || host.endsWith(`.${tunnel}`));
}

/** Whether Safaricom could reach the host at all; an IPv6 address comes without its brackets. */
export function isPublicHost(host: string): boolean {
  if (isIP(host) === 4)
    return !/^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(
      host,
    );
  if (isIP(host) === 6) return !/^(?:::1?$|f[cd]|fe[89ab]|::ffff:)/i.test(host);
  return host.includes('.') && !/\.(?:local|localhost|internal|test|lan)$/.test(host);
}
