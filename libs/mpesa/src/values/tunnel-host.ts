/** Public tunnels and request testers: blocked by Safaricom in production, and anybody may read what arrives there. */
const TUNNEL_HOSTS = `
  ngrok.io ngrok.app ngrok.dev ngrok-free.app ngrok-free.dev ngrok.com mockbin.org mockbin.io
  mockbin.com requestbin.com requestbin.net requestbin.io requestcatcher.com webhook.site webhook.cool
  localtunnel.me loca.lt localhost.run lhr.life trycloudflare.com serveo.net pipedream.net pipedream.com
  beeceptor.com devtunnels.ms tunnelmole.net hookb.in pagekite.me telebit.io pinggy.link
  pinggy.io bore.pub zrok.io localxpose.io loclx.io smee.io play.svix.com typedwebhook.tools postb.in
  ptsv3.com expose.dev sharedwithexpose.com
`
  .trim()
  .split(/\s+/);

/** The public tunnel or request tester that a host belongs to, null for any other host. */
export function tunnelOf(hostname: string): string | null {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  const known = TUNNEL_HOSTS.find((tunnel) => host === tunnel || host.endsWith(`.${tunnel}`));
  return known ?? (/(^|[.-])(ngrok|localtunnel|requestbin|mockbin)([.-]|$)/.test(host) ? host : null);
}
