/** A URL or path as others are appended to it. No pattern: `/\/+$/` would be tried at every slash of a long text. */
export function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === '/') end -= 1;
  return text.slice(0, end);
}

/** A path as it is joined to others. */
export function withoutOuterSlashes(path: string): string {
  return withoutTrailingSlashes(path.replace(/^\/+/, ''));
}
