import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { UsageError } from '../usage.error.js';
import { csvForm } from './csv-form.js';
import { htmlForm } from './html-form.js';
import type { TestCaseSettings } from './settings.js';
import type { FilledCase } from './filled-case.js';

const WRITERS: Readonly<Record<string, (form: readonly FilledCase[], settings: TestCaseSettings) => string>> =
  {
    '.csv': csvForm,
    '.html': htmlForm,
    '.htm': htmlForm,
  };

/**
 * The files that `--out` names; one without an extension stands for both forms. Throws a {@link UsageError} now for what
 * could not be written in the end.
 */
export function formFiles(outputs: readonly string[]): string[] {
  if (outputs.length === 0) throw new UsageError('--out FILE is missing: a .csv or .html file');
  const files = outputs.flatMap((path) => (extname(path) === '' ? [`${path}.csv`, `${path}.html`] : [path]));
  for (const file of files) {
    if (!(extname(file).toLowerCase() in WRITERS)) {
      throw new UsageError(`--out ${file}: must end in .csv or .html, or in neither for both`);
    }
    const problem = problemOf(file);
    if (problem !== null) throw new UsageError(`--out ${file}: ${problem}`);
  }
  return files;
}

export function writeForm(file: string, form: readonly FilledCase[], settings: TestCaseSettings): void {
  const write = WRITERS[extname(file).toLowerCase()];
  if (write) writeFileSync(file, write(form, settings));
}

function problemOf(file: string): string | null {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory()) return 'is a folder';
  const target = there ? file : dirname(file);
  try {
    accessSync(target, constants.W_OK);
    return null;
  } catch (error) {
    return `cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
  }
}
