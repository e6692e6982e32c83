import { applyDecorators, Get, Header } from '@nestjs/common';

/** What a page may do beside showing itself and running the simulator's scripts. */
interface Allowances {
  /** Whether its scripts may talk to the simulator. */
  connect: boolean;
  /** Whether its scripts may make pictures. */
  dataImages?: boolean;
}

/** Nothing from elsewhere and nothing inline: every page works offline and runs only scripts of the simulator. */
function contentSecurityPolicy({ connect, dataImages = false }: Allowances): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self'${dataImages ? ' data:' : ''}`,
    `connect-src ${connect ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function served(path: string, type: string, ...more: MethodDecorator[]): MethodDecorator {
  return applyDecorators(
    Get(path),
    Header('content-type', `${type}; charset=utf-8`),
    Header('x-content-type-options', 'nosniff'),
    Header('cache-control', 'no-store'),
    ...more,
  );
}

/** A route that answers with a page. */
export function HtmlPage(path: string, allowances: Allowances): MethodDecorator {
  return served(
    path,
    'text/html',
    Header('content-security-policy', contentSecurityPolicy(allowances)),
    Header('referrer-policy', 'no-referrer'),
  );
}

/** A route that answers with a script. */
export function ScriptFile(path: string): MethodDecorator {
  return served(path, 'text/javascript');
}

/** A route that answers with a style sheet. */
export function StyleSheet(path: string): MethodDecorator {
  return served(path, 'text/css');
}
