/** Nairobi's time as Daraja writes it; it has no summer time. */

export const DAY = 86_400_000;
const OFFSET = 3 * 3_600_000;

/** `YYYYMMDDHHmmss`. */
export const stamp = (at) => new Date(at + OFFSET).toISOString().replaceAll(/\D/g, '').slice(0, 14);

/** `YYYYMMDD`. */
export const date = (at) => stamp(at).slice(0, 8);

/** `YYYY-MM-DD`. */
export const dashed = (at) => new Date(at + OFFSET).toISOString().slice(0, 10);

/** `YYYY-MM-DD HH:mm:ss`. */
export const dateTime = (at) => new Date(at + OFFSET).toISOString().slice(0, 19).replace('T', ' ');
