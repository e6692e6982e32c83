import { SettingError } from './setting.error.js';

const LONGEST = 2_000;

/** Reads `GATEWAY_HOSTS`: names that the gateway is called by, with commas between. */
export function readHosts(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(',').map((name) => name.trim().toLowerCase());
  const given = names.filter((name) => name !== '');
  const wrong = (text ?? '').length > LONGEST ? text : given.find((name) => !/^[a-z0-9.-]+$/.test(name));
  if (wrong === undefined) return given;
  throw new SettingError(
    'GATEWAY_HOSTS',
    wrong.slice(0, 80),
    'must be names such as pay.example.co.ke, with commas between',
  );
}
