import { BlockList, isIP } from 'node:net';
import { SettingError } from './setting.error.js';

/** The one client that a dialect's token route, which its document shows without credentials, hands tokens to. */
export interface DialectBinding {
  readonly clientId: string;
  /** Who comes from one of these needs no credentials there. Empty: everybody needs the client's. */
  readonly addresses: BlockList;
}

export interface VitumobSettings extends DialectBinding {
  /** A fraction of a shilling asks for one shilling more. Else it is refused. */
  readonly roundUp: boolean;
}

/** Which other APIs are mounted beside `/v1`. Each is off until it is configured. */
export interface DialectSettings {
  /** Brij M-Pesa Offline: `/api/v1/connect/token` and `/api/mpesaoffline/…`. Every client may use it with its own credentials. */
  readonly brij: boolean;
  /** Vitumob: `/payments/mpesa/…`. */
  readonly vitumob: VitumobSettings | null;
  /** The PHP platform: `/api/….php`. */
  readonly php: DialectBinding | null;
}

/** None of them. */
export const NO_DIALECTS: DialectSettings = { brij: false, vitumob: null, php: null };

/** Reads `GATEWAY_BRIJ`, `GATEWAY_VITUMOB_*` and `GATEWAY_PHP_*`. */
export function readDialects(env: Readonly<Record<string, string | undefined>>): DialectSettings {
  const vitumob = binding('GATEWAY_VITUMOB', env['GATEWAY_VITUMOB_CLIENT'], env['GATEWAY_VITUMOB_ADDRESSES']);
  const roundUp = yesOrNo('GATEWAY_VITUMOB_ROUND_UP', env['GATEWAY_VITUMOB_ROUND_UP']);
  return {
    brij: onOrOff('GATEWAY_BRIJ', env['GATEWAY_BRIJ'] || 'off'),
    vitumob: vitumob && { ...vitumob, roundUp },
    php: binding('GATEWAY_PHP', env['GATEWAY_PHP_CLIENT'], env['GATEWAY_PHP_ADDRESSES']),
  };
}

const CLIENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function binding(
  dialect: string,
  clientId: string | undefined,
  addresses: string | undefined,
): DialectBinding | null {
  if (!clientId) return null;
  if (!CLIENT_ID.test(clientId))
    throw new SettingError(`${dialect}_CLIENT`, clientId, 'must be the id of a client');
  return { clientId, addresses: addressList(`${dialect}_ADDRESSES`, addresses ?? '') };
}

/** Addresses and networks (`10.1.2.0/24`), with commas between. An IPv4 address also stands for its IPv6 spelling. */
export function addressList(name: string, text: string): BlockList {
  const list = new BlockList();
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry !== '') add(list, name, entry);
  }
  return list;
}

function add(list: BlockList, name: string, entry: string): void {
  const [address = '', bits, ...rest] = entry.split('/');
  const version = isIP(address);
  const width = version === 4 ? 32 : 128;
  const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (version === 0 || rest.length > 0 || length < 1 || length > width) {
    throw new SettingError(
      name,
      entry,
      'must be IP addresses or networks, such as 10.1.2.0/24, with commas between',
    );
  }
  list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
}

function onOrOff(name: string, text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new SettingError(name, text, 'must be on or off');
}

function yesOrNo(name: string, text: string | undefined): boolean {
  if (!text || text === 'false') return false;
  if (text === 'true') return true;
  throw new SettingError(name, text, 'must be true or false');
}
