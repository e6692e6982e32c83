import { CsvError, parse } from 'csv-parse';
import { pipeline, Readable } from 'node:stream';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { findColumns, NEEDED_COLUMNS, type StatementColumns } from './statement-columns.js';
import { readRow, type SkippedLine, type StatementRow } from './statement-row.js';

/** A file, an upload, or text: whatever can be read piece by piece. */
export type StatementInput =
  AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string> | string | Uint8Array;

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** The portal writes a handful of lines above the names of the columns. */
const MOST_PREAMBLE = 100;
/** A line that goes on for longer has lost its closing quote. */
const MOST_BYTES = 64 * 1024;
const OWNER = /\b(?:short ?code|pay ?bill|till|store|organi[sz]ation code)\b[^\d]{0,30}(\d{5,7})\b/gi;

/**
 * Reads the transaction export of the organisation portal line by line, holding one line at a time.
 *
 * @param onOwner told the shortcodes that the lines above the columns name, before the first row; may throw
 * @throws InvalidRequestError field `statement`
 */
export async function* readStatement(
  input: StatementInput,
  onOwner: (shortcodes: readonly string[]) => void,
): AsyncGenerator<StatementRow | SkippedLine, void, void> {
  const preamble: string[] = [];
  let columns: StatementColumns | null = null;
  for await (const { record, info } of recordsOf(input)) {
    if (columns === null) {
      columns = findColumns(record);
      if (columns !== null) onOwner(shortcodesIn(preamble));
      else if (preamble.push(record.join(' ')) >= MOST_PREAMBLE) throw noStatement(preamble);
    } else {
      // Statements of several months, put one after the other.
      const again = findColumns(record);
      if (again === null) yield readRow(info.lines, record, columns);
      columns = again ?? columns;
    }
  }
  if (columns === null) throw noStatement(preamble);
}

async function* recordsOf(input: StatementInput): AsyncGenerator<CsvRecord, void, void> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MOST_BYTES,
  });
  // What goes wrong with the source ends the loop below with its error; what ends the loop closes the source.
  pipeline(sourceOf(input), parser, () => undefined);
  try {
    for await (const record of parser) yield record as CsvRecord;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InvalidRequestError('statement', undefined, `is no CSV file: ${error.message}`);
  }
}

/** @throws InvalidRequestError field `statement` */
function sourceOf(input: StatementInput): Readable {
  // One that is wrapped again could not be closed while it waits for more.
  if (input instanceof Readable) return input;
  if (typeof input !== 'string' && !isIterable(input)) {
    throw new InvalidRequestError('statement', input, 'must be a file, a stream or the text of a CSV file');
  }
  // Node would take an array of bytes for a list of numbers.
  return Readable.from(input instanceof Uint8Array ? [Buffer.from(input)] : input);
}

function isIterable(input: unknown): boolean {
  return (
    typeof input === 'object' && input !== null && (Symbol.iterator in input || Symbol.asyncIterator in input)
  );
}

function shortcodesIn(preamble: readonly string[]): string[] {
  return preamble.flatMap((line) => [...line.matchAll(OWNER)].map(([, number = '']) => number));
}

function noStatement([first]: readonly string[]): InvalidRequestError {
  const rule = `must have the columns ${NEEDED_COLUMNS} within its first ${MOST_PREAMBLE} lines`;
  return new InvalidRequestError('statement', first, rule);
}
