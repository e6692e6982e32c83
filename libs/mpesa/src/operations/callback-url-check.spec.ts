import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { checkCallbackUrl } from './callback-url-check.js';

const TOKEN = '0123456789abcdef0123456789abcdef';
const URL = `https://abc.ngrok-free.app/callbacks/c2b-confirmation/600966/${TOKEN}`;

describe('a callback URL that breaks a rule', () => {
  it('is warned about without its token', () => {
    const warnings: string[] = [];
    const onWarning = (message: string): void => void warnings.push(message);
    checkCallbackUrl('confirmationUrl', URL, { production: false, onWarning });
    checkCallbackUrl('confirmationUrl', `${URL}/`, { production: false, onWarning });
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain(
      'confirmationUrl https://abc.ngrok-free.app/callbacks/c2b-confirmation/600966/…',
    );
    expect(warnings.join()).not.toContain(TOKEN);
  });

  it('is refused without its token', () => {
    const refused = (): void =>
      checkCallbackUrl('confirmationUrl', URL, { production: true, onWarning: () => undefined });
    expect(refused).toThrow(InvalidRequestError);
    expect(refused).toThrow(/c2b-confirmation\/600966\/…/);
    expect(refused).not.toThrow(TOKEN);
  });
});
