import type { Money } from './money.entity.js';

/** MySQL hands `bigint` out as text. */
export type StandingRow = Omit<Money, 'at'> & { readonly at: number | string };

/** Money of the same order, under no name of `m`, has the receipt: M-Pesa told later that it is not the receipt of `m`. */
const SPLIT_OFF = `
  SELECT 1 FROM shop_money split
  LEFT JOIN shop_money_end taken ON taken.payment_id = split.payment_id AND taken.kept_id = m.payment_id
  WHERE split.order_id = m.order_id AND split.receipt = other.receipt AND taken.payment_id IS NULL`;

/**
 * Money counts once, under one name. `m` stands when it has not ended, or when it is the money of a payment `kept` of which nothing
 * has been told yet. A prompt can have had several `other` names, one after the other. What stands is as old as the oldest of its
 * names, and where its own has no receipt it has that of the others, if they leave but one.
 */
const standingWhere = (those: string): string => `
  SELECT m.payment_id AS "paymentId", m.order_id AS "orderId", m.amount_cents AS "amountCents",
    COALESCE(m.receipt, CASE WHEN MIN(named.receipt) = MAX(named.receipt) THEN MIN(named.receipt) END) AS receipt,
    m.reason AS reason, MIN(CASE WHEN other.at < m.at THEN other.at ELSE m.at END) AS at
  FROM shop_money m
  LEFT JOIN shop_money_end ended ON ended.payment_id = m.payment_id
  LEFT JOIN shop_money kept ON kept.payment_id = ended.kept_id
  LEFT JOIN shop_money_end kept_ended ON kept_ended.payment_id = ended.kept_id
  LEFT JOIN shop_money_end other_ended ON other_ended.kept_id = m.payment_id
  LEFT JOIN shop_money other ON other.payment_id = other_ended.payment_id
  LEFT JOIN shop_money named ON named.payment_id = other.payment_id AND NOT EXISTS (${SPLIT_OFF})
  WHERE (ended.payment_id IS NULL
    OR (ended.kept_id IS NOT NULL AND kept.payment_id IS NULL AND kept_ended.payment_id IS NULL))
    AND ${those}
  GROUP BY m.payment_id, m.order_id, m.amount_cents, m.receipt, m.reason`;

const WITH_OTHERS =
  'SELECT order_id FROM shop_money WHERE order_id IS NOT NULL GROUP BY order_id HAVING COUNT(*) > 1';

/** By age, then by payment: the columns' places, since their names are those of columns as well. */
const OLDEST_FIRST = 'ORDER BY 6, 1';
const NEWEST_FIRST = 'ORDER BY 6 DESC, 1 DESC';

/** Questions about the money that stands. */
export const standing = {
  /** Oldest first. */
  forOrders: (count: number): string =>
    `${standingWhere(`m.order_id IN (${Array.from({ length: count }, () => '?').join(', ')})`)} ${OLDEST_FIRST}`,
  /** What may pay nothing, newest first: it fits no order, or is not alone with its order. */
  withoutOrderOrBeside: `${standingWhere(`(m.order_id IS NULL OR m.order_id IN (${WITH_OTHERS}))`)} ${NEWEST_FIRST} LIMIT ?`,
};
