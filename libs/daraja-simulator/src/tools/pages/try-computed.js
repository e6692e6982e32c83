/** Fields nobody types: made when the request is sent, unless somebody wants to. */

import { readCertificate, seal } from './sealing.js';
import { stamp } from './east-africa.js';

const freshId = () => `try-${crypto.randomUUID()}`;

function password(body, { world }) {
  const shortcode = world.shortcodes.find(({ number }) => number === String(body.BusinessShortCode));
  return btoa(`${body.BusinessShortCode}${shortcode?.passkey ?? ''}${body.Timestamp}`);
}

/** The password of the operator the body names; of an unknown one, nobody's. */
function securityCredential(body, { world, certificate }) {
  const party = String(body.PartyA ?? body.ReceiverParty);
  const name = body.Initiator ?? body.InitiatorName;
  const shortcode = world.shortcodes.find(({ number, payTo }) => [number, payTo].includes(party));
  const operator = shortcode?.initiators.find((initiator) => initiator.name === name);
  return seal(readCertificate(certificate).key, operator?.password ?? '');
}

const COMPUTED = {
  Timestamp: (_body, { now }) => stamp(now),
  Password: password,
  SecurityCredential: securityCredential,
  OriginatorConversationID: freshId,
  RequestRefID: freshId,
  requestRefID: freshId,
  'bundle-purchase.transactionId': freshId,
};

/** How a field is computed: `(body, given) => text`; null for one that is typed. */
export function computation({ op }, { name }) {
  return COMPUTED[`${op}.${name}`] ?? COMPUTED[name] ?? null;
}

/** The order in which computed fields are made: a password holds its timestamp. */
export const COMPUTED_LAST = ['Password', 'SecurityCredential'];
