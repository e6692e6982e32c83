/** An instant as the API writes it: RFC 3339 in UTC. */
export function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function instantOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : instant(epochMs);
}
