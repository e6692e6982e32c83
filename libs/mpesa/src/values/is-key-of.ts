/** True for the name of a field of its own; what is no text is asked for none, for JavaScript would make one of it. */
export function isKeyOf<T extends object>(record: T, name: unknown): name is keyof T & string {
  return typeof name === 'string' && Object.hasOwn(record, name);
}
