/** The callback tester: asks the simulator to send, and shows what came of it. */

import { byId, element, pretty, say } from '/page-parts.js';

const NAMES = {
  'stk-success': 'STK push, paid',
  'stk-failure': 'STK push, cancelled',
  'c2b-validation': 'C2B validation',
  'c2b-confirmation': 'C2B confirmation',
  result: 'Result, done',
  'result-failure': 'Result, failed',
  'queue-timeout': 'Queue timeout',
};

/** Never by colour alone. */
const WORDS = { good: 'Good', warn: 'Look again', bad: 'Refused' };

function verdict({ level, text }, words = WORDS) {
  const line = element('span', '', 'verdict');
  line.append(element('strong', words[level], level), ` ${text}`);
  return line;
}

function ruleItem(rule) {
  const item = document.createElement('li');
  item.dataset.testid = `rule-${rule.rule}`;
  item.append(verdict(rule));
  return item;
}

function answerRow(line, deadlineMs) {
  const row = document.createElement('tr');
  row.dataset.testid = `answer-${line.kind}`;
  const head = element('th', NAMES[line.kind] ?? line.kind);
  head.scope = 'row';
  const judged = document.createElement('td');
  judged.append(verdict(line.verdict, { ...WORDS, bad: 'Lost' }));
  row.append(
    head,
    element('td', line.status ?? line.outcome),
    element('td', `${line.ms} ms of ${deadlineMs / 1000} s`, 'number'),
    judged,
    exchange(line),
  );
  return row;
}

function exchange({ sent, answer, kind }) {
  const cell = document.createElement('td');
  const details = document.createElement('details');
  const summary = element('summary', 'Bodies');
  summary.setAttribute('aria-label', `Bodies of ${NAMES[kind] ?? kind}`);
  details.append(summary, element('h3', 'Sent'), element('pre', pretty(sent)));
  details.append(element('h3', 'Answered'), element('pre', pretty(answer) ?? ''));
  cell.append(details);
  return cell;
}

function show({ rules, lines, deadlineMs }) {
  byId('rules').replaceChildren(...rules.map(ruleItem));
  byId('answers').replaceChildren(...lines.map((line) => answerRow(line, deadlineMs)));
  byId('rules-section').hidden = false;
  byId('answers-section').hidden = false;
  const level = (wanted) => lines.filter(({ verdict: { level: given } }) => given === wanted).length;
  const broken = rules.filter(({ level: given }) => given === 'bad').length;
  say(
    `${level('good')} of ${lines.length} answers are good, ${level('warn')} need a look, ${level('bad')} are lost; ` +
      `${broken === 0 ? 'no rule' : broken} of Safaricom's ${rules.length} rules for URLs broken.`,
    level('bad') > 0,
  );
}

async function test(url) {
  const response = await fetch('/tools/callback-test', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

/** The button stays enabled, so that it keeps the focus; a second click does nothing. */
let running = false;

async function run(url) {
  if (running) return;
  running = true;
  byId('answers-section').setAttribute('aria-busy', 'true');
  say('Sending seven callbacks, one after the other; each waits for its answer.');
  try {
    show(await test(url));
  } catch (error) {
    say(error.message, true);
  } finally {
    byId('answers-section').removeAttribute('aria-busy');
    running = false;
  }
}

byId('test').addEventListener('submit', (event) => {
  event.preventDefault();
  void run(new FormData(event.target).get('url'));
});
