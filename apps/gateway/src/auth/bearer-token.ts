/** What an `Authorization` header carries as a bearer token; null when it carries none. */
export function bearerTokenIn(header: string | undefined): string | null {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? null;
}
