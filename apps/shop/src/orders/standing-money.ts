import type { Money } from './money.entity.js';

/** MySQL hands `bigint` out as text. */
export type StandingRow = Omit<Money, 'at'> & { readonly at: number | string };

/**
 * Money counts once, under one name. `m` stands when it has not ended, or when it is the money of a payment `kept` of which nothing
 * has been told yet. What stands has the receipt of its `other` name where its own has none, and is as old as the older one.
 */
const STANDING = `
  SELECT m.payment_id AS "paymentId", m.order_id AS "orderId", m.amount_cents AS "amountCents",
    COALESCE(m.receipt, other.receipt) AS receipt, m.reason AS reason,
    CASE WHEN other.at < m.at THEN other.at ELSE m.at END AS at
  FROM shop_money m
  LEFT JOIN shop_money_end ended ON ended.payment_id = m.payment_id
  LEFT JOIN shop_money kept ON kept.payment_id = ended.kept_id
  LEFT JOIN shop_money_end kept_ended ON kept_ended.payment_id = ended.kept_id
  LEFT JOIN shop_money_end other_ended ON other_ended.kept_id = m.payment_id
  LEFT JOIN shop_money other ON other.payment_id = other_ended.payment_id
  WHERE (ended.payment_id IS NULL
    OR (ended.kept_id IS NOT NULL AND kept.payment_id IS NULL AND kept_ended.payment_id IS NULL))`;

const WITH_OTHERS =
  'SELECT order_id FROM shop_money WHERE order_id IS NOT NULL GROUP BY order_id HAVING COUNT(*) > 1';

/** By age, then by payment: the columns' places, since their names are those of columns as well. */
const OLDEST_FIRST = 'ORDER BY 6, 1';
const NEWEST_FIRST = 'ORDER BY 6 DESC, 1 DESC';

/** Questions about the money that stands. */
export const standing = {
  /** Oldest first. */
  forOrders: (count: number): string =>
    `${STANDING} AND m.order_id IN (${Array.from({ length: count }, () => '?').join(', ')}) ${OLDEST_FIRST}`,
  /** What may pay nothing, newest first: it fits no order, or is not alone with its order. */
  withoutOrderOrBeside: `${STANDING} AND (m.order_id IS NULL OR m.order_id IN (${WITH_OTHERS})) ${NEWEST_FIRST} LIMIT ?`,
};
