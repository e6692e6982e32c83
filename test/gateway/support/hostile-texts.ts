/** What a payer may type for an account number or have for a name: fifty texts that mean something to somebody else. */
const MARKUP = [
  '<script>alert(1)</script>',
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg/onload=alert(1)//',
  '<body onload=alert(1)>',
  '<iframe src="javascript:alert(1)">',
  '<a href="javascript:alert(1)" autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '</title><script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '<!--><script>alert(1)</script>',
  '<script>alert`1`</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '\\u003cscript\\u003ealert(1)\\u003c/script\\u003e',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '＜script＞alert(1)＜/script＞',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
];

const LINES = [
  'x\r\n[Nest] 1  - FORGED line',
  'x\n[Nest] 1  - FORGED line',
  'x\r[Nest] 1  - FORGED line',
  'x\u2028[Nest] 1  - FORGED line',
  'x\u0085FORGED line',
  'x\n\nevent: payment\ndata: {"status":"FORGED"}\n\n',
  'x\r\rdata: FORGED\r\r',
  'x\r\nSet-Cookie: FORGED=1\r\n\r\n',
  '\u001b[2J\u001b[31mFORGED line',
  'x\u0000FORGED',
];

const FORMULAS = ['=1+1', '+1+1', '-1+1', '@SUM(1)', '=cmd|"/c calc"!A1', '\t=1+1', '\r=1+1'];

const OTHERS = [
  "' OR '1'='1",
  '"; DROP TABLE gateway_client; --',
  '{{7*7}}',
  '${7*7}',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  '\u202eTF reversed',
  'F\u0301\u0301\u0301\u0301\u0301T',
  '🧾'.repeat(4),
  '{"$ref":"#"}',
];

export const HOSTILE_TEXTS: readonly string[] = [...MARKUP, ...LINES, ...FORMULAS, ...OTHERS];
