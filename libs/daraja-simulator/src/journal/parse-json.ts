/** The JSON value of a text; the text itself when it is not JSON; null when it is empty. */
export function parseJson(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
