import { LIBRARY_VERSION } from '../../values/version.js';
import { COLUMNS, countOf, readableTime, rowOf } from './form.js';
import type { TestCaseSettings } from './settings.js';
import type { FilledCase } from './filled-case.js';

const STYLE = `
  @page { size: A4 landscape; margin: 12mm; }
  body { font: 10pt/1.35 sans-serif; color: #111; margin: 2em; }
  h1 { font-size: 15pt; margin: 0 0 .4em; }
  dl { display: grid; grid-template-columns: max-content auto; gap: .1em 1em; }
  dd { margin: 0; }
  table { border-collapse: collapse; width: 100%; table-layout: fixed; }
  th, td { border: 1px solid #999; padding: .25em .4em; text-align: left; vertical-align: top; overflow-wrap: break-word; }
  th { background: #eee; }
  th:nth-child(1) { width: 9%; } th:nth-child(2), th:nth-child(3) { width: 13%; }
  th:nth-child(4) { width: 17%; } th:nth-child(6) { width: 8%; } th:nth-child(7), th:nth-child(8) { width: 5em; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .fail td:last-child { font-weight: bold; text-decoration: underline; }
  .not-run { color: #666; }
  @media print { body { margin: 0; } }
`;

/** The form as one page to be printed: no script, and nothing that is fetched from elsewhere. */
export function htmlForm(form: readonly FilledCase[], settings: TestCaseSettings): string {
  const rows = form.map((line) => {
    const kind = line.verdict.toLowerCase().replace(' ', '-');
    return `<tr class="${kind}">${rowOf(line).map(td).join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Daraja test cases</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Daraja test cases</h1>
<dl>
${headOf(form, settings)
  .map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`)
  .join('\n')}
</dl>
<table>
<thead><tr>${COLUMNS.map((name) => `<th>${escaped(name)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function headOf(form: readonly FilledCase[], settings: TestCaseSettings): [string, string][] {
  const { environment, app, shortcode, c2bShortcode, b2cShortcode } = settings;
  const [first] = form;
  return [
    ['Environment', `${environment}, ${app.baseUrl}`],
    ['Shortcodes', `${shortcode} (STK push), ${c2bShortcode} (C2B), ${b2cShortcode} (B2C, B2B, balance)`],
    [
      'Run',
      `${first ? readableTime(first.startedAt) : '-'} East Africa Time, nestjs-mpesa ${LIBRARY_VERSION}`,
    ],
    [
      'Verdict',
      `${countOf(form, 'Success')} Success, ${countOf(form, 'Fail')} Fail, ${countOf(form, 'Not run')} Not run`,
    ],
  ];
}

function td(text: string): string {
  return `<td>${escaped(text)}</td>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
