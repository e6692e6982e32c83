import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { readStatement, type StatementInput } from './read-statement.js';
import type { SkippedLine, StatementRow } from './statement-row.js';

const HEAD =
  'Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Other Party Info,A/C No.';
const line = (receipt: string, paid = '10.00'): string =>
  `${receipt},21-11-2026 10:15:30,Pay Bill,Completed,${paid},,254712345678 - JANE,INV-77`;

async function read(input: StatementInput) {
  const rows: (StatementRow | SkippedLine)[] = [];
  let owners: readonly string[] = ['not told'];
  for await (const row of readStatement(input, (told) => (owners = told))) rows.push(row);
  return { rows, owners };
}

const refusal = { code: 'invalid-request', field: 'statement' };

describe('reading a statement', () => {
  it('skips what stands above the columns, and counts lines as an editor does', async () => {
    const text = `\ufeffOrganization Name,DUKA LTD\r\n\r\nShort Code:,600966\r\n${HEAD}\r\n${line('UKL0000001')}\r\n\r\n${line('UKL0000002')}\r\n`;
    const { rows, owners } = await read(text);
    expect(rows).toMatchObject([
      { line: 5, receipt: 'UKL0000001', amountCents: 1_000 },
      { line: 7, receipt: 'UKL0000002' },
    ]);
    expect(owners).toEqual(['600966']);
  });

  it.each<[string, StatementInput]>([
    ['text', `${HEAD}\n${line('UKL0000001')}`],
    ['bytes', new TextEncoder().encode(`${HEAD}\n${line('UKL0000001')}`)],
    [
      'a list of pieces',
      [HEAD.slice(0, 9), `${HEAD.slice(9)}\n${line('UKL')}`.replace('UKL,', 'UKL0000001,')],
    ],
    ['a stream', Readable.from([Buffer.from(`${HEAD}\n`), Buffer.from(line('UKL0000001'))])],
    [
      'an upload',
      new Response(`${HEAD}\n${line('UKL0000001')}`).body as unknown as AsyncIterable<Uint8Array>,
    ],
    ['what Windows calls Unicode', Buffer.from(`\ufeff${HEAD}\n${line('UKL0000001')}\n`, 'utf16le')],
  ])('takes %s', async (_, input) => {
    expect((await read(input)).rows).toMatchObject([{ receipt: 'UKL0000001' }]);
  });

  it('keeps quoted commas, quotes and line breaks in their cell', async () => {
    const quoted = `UKL0000001,21-11-2026 10:15:30,"Pay Bill, ""online""\nsecond line",Completed,"1,053.00",,254712345678 - JANE "J" DOE,INV-77`;
    const { rows } = await read(`${HEAD}\n${quoted}\n${line('UKL0000002')}`);
    expect(rows).toMatchObject([
      { amountCents: 105_300, name: 'JANE "J" DOE' },
      { line: 4, receipt: 'UKL0000002' },
    ]);
  });

  it('goes on below the columns of another statement in the same file, in their order', async () => {
    const other = 'Paid In,Withdrawn,Receipt No.,Completion Time,Transaction Status';
    const { rows } = await read(
      `${HEAD}\n${line('UKL0000001')}\n${other}\n7.00,,UKL0000002,2026-11-21 10:15:30,Completed`,
    );
    expect(rows).toMatchObject([{ amountCents: 1_000 }, { receipt: 'UKL0000002', amountCents: 700 }]);
  });

  it('takes no number in the name of the organisation for its shortcode', async () => {
    const { owners } = await read(
      `Organization Name,DUKA 254711\nTime Period,01-11-2026 - 30-11-2026\n${HEAD}\n`,
    );
    expect(owners).toEqual([]);
  });

  it.each([
    ['Paybill,556677', '556677'],
    ['Till Number: 5123456', '5123456'],
    ['"Organization Short Code",600966', '600966'],
    ['Store No. - 300583', '300583'],
  ])('finds the shortcode in %j', async (preamble, number) => {
    expect((await read(`${preamble}\n${HEAD}\n`)).owners).toEqual([number]);
  });

  it.each([
    ['nothing', ''],
    ['another table', 'Name,Phone\nJane,0712345678\n'],
    ['a long text', 'one line\n'.repeat(5_000)],
  ])('refuses %s, and names the columns it looked for', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({
      ...refusal,
      rule: expect.stringContaining(
        'Receipt No., Completion Time, Transaction Status, Paid In and Withdrawn',
      ),
    });
  });

  it.each([
    ['a quote that is never closed', `${HEAD}\n"UKL0000001,21`],
    ['a line without end', `${HEAD}\n"${'x'.repeat(200_000)}`],
  ])('tells that %s is no CSV, without holding all of it', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({
      ...refusal,
      rule: expect.stringContaining('is no CSV file'),
    });
  });

  it.each([null, undefined, 5, {}])('refuses %p, which is no source at all', async (input) => {
    await expect(read(input as unknown as StatementInput)).rejects.toMatchObject(refusal);
  });

  it("ends with the source's own error when the source fails", async () => {
    const broken = new Error('connection lost');
    const source = Readable.from(
      (async function* () {
        yield `${HEAD}\n${line('UKL0000001')}\n`;
        throw broken;
      })(),
    );
    await expect(read(source)).rejects.toBe(broken);
  });

  it('closes its source when nobody reads on', async () => {
    const source = new PassThrough();
    source.write(`${HEAD}\n${line('UKL0000001')}\n${line('UKL0000002')}\n`);
    for await (const row of readStatement(source, () => undefined)) {
      expect(row).toMatchObject({ receipt: 'UKL0000001' });
      break;
    }
    if (!source.closed) await once(source, 'close').catch(() => undefined);
    expect(source.destroyed).toBe(true);
  });
});
