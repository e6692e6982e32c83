import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { callbackUrlProblems } from '../values/callback-url.js';

export interface CallbackUrlCheck {
  /** Safaricom's production: its URL rules apply. */
  readonly production: boolean;
  readonly onWarning: (message: string) => void;
}

/**
 * Holds a URL against Safaricom's rules before Safaricom is told of it. Neither error nor warning shows the token of a URL
 * of ours: whoever reads it in a log could post payments.
 *
 * @throws InvalidRequestError
 */
export function checkCallbackUrl(
  field: string,
  url: string,
  { production, onWarning }: CallbackUrlCheck,
): void {
  const shown = withoutToken(url);
  for (const { severity, rule } of callbackUrlProblems(url, { production })) {
    if (severity === 'error') throw new InvalidRequestError(field, shown, rule);
    onWarning(`${field} ${shown} ${rule}`);
  }
}

function withoutToken(url: string): string {
  return url.replace(/\/[0-9a-f]{32}\/?$/, '/…');
}
