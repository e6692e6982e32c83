import { secretProblem } from 'nestjs-mpesa';
import { SettingError } from './setting.error.js';

const SHORTEST = 32;
const FIX = 'take what `npx nestjs-mpesa secret` prints';

/** Sign tokens and seal what is secret. `isReal`: not against a simulator, which has nothing to lose. */
export function readSecrets(text: string | undefined, isReal: boolean): readonly string[] {
  if (!text && !isReal) return ['known to everybody, so for the simulator only'];
  const secrets = (text ?? '').split(',').map((secret) => secret.trim());
  const [broken] = secrets.flatMap((secret) => brokenRule(secret, isReal) ?? []);
  if (broken === undefined) return secrets;
  throw new SettingError('GATEWAY_SECRET', text ? '***' : '', `${broken}; ${FIX}`);
}

/** Null without one: then there are no admin routes. */
export function readAdminKey(text: string | undefined, isReal: boolean): string | null {
  if (!text) return null;
  const broken = /\s/.test(text) ? 'must have no blanks' : brokenRule(text, isReal);
  if (broken === null) return text;
  throw new SettingError('GATEWAY_ADMIN_KEY', '***', `${broken}; ${FIX}`);
}

function brokenRule(secret: string, isReal: boolean): string | null {
  if (!isReal && secret.length >= SHORTEST) return null;
  return secretProblem(secret, SHORTEST);
}
