/** True when a value nests deeper than `limit` levels; looks no deeper than that. */
export function nestingExceeds(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  return Object.values(value).some((child) => nestingExceeds(child, limit - 1));
}
