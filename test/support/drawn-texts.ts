/**
 * Texts and web addresses for properties. Not `fc.string({ unit: 'binary' })`, `fc.webUrl()` and `fc.webPath()`: they make a table
 * of all characters, 86 MB, which a worker has from then on.
 */
import fc from 'fast-check';

/** Of any characters at all, halves of them as well. */
export const drawnTexts: fc.Arbitrary<string> = fc
  .array(fc.integer({ min: 0, max: 0x10_ff_ff }))
  .map((points) => String.fromCodePoint(...points));

export const drawnPaths: fc.Arbitrary<string> = fc.stringMatching(
  /^(\/([\w.~!$&'()*+,;=:@-]|%[\dA-F]{2}){0,12}){0,5}$/,
);

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const port = fc.integer({ min: 1, max: 65_535 });

export const drawnUrls: fc.Arbitrary<string> = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    host: fc.oneof(
      fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
      fc.ipV4(),
    ),
    port: fc.option(
      port.map((number) => `:${number}`),
      { nil: '' },
    ),
    path: drawnPaths,
  })
  .map((url) => `${url.scheme}://${url.host}${url.port}${url.path}`);
