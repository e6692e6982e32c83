/**
 * As many characters as a column keeps of what a callback may tell. Safaricom's own are far shorter: ten for a receipt, some
 * fifty for an id.
 */
const LONGEST_KEPT: Readonly<Record<string, number>> = {
  receipt: 64,
  originalReceipt: 64,
  transactionId: 255,
  checkoutRequestId: 255,
  merchantRequestId: 255,
  conversationId: 255,
  originatorConversationId: 255,
  resultCode: 255,
  reference: 255,
};

/** Which field of what was read cannot be kept, null when all can: written, it would fail and be tried for ever. */
export function unkeepableField(read: object): string | null {
  const found = Object.entries(read).find(
    ([field, value]) => typeof value === 'string' && value.length > (LONGEST_KEPT[field] ?? Infinity),
  );
  return found?.[0] ?? null;
}
