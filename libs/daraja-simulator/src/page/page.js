/** The page: looks at /sim, redraws when /sim/events says that something happened, and does nothing else. */

import { organisations } from './organisations.js';
import { byId, element, nairobi, pretty, say, write } from './page-parts.js';

const LOG_LENGTH = 200;
const phoneCards = new Map();
/** What the log knows, by id: an event may arrive before or after the list that holds it too. */
const logEntries = new Map();
let clockOffset = 0;

async function sim(method, path, body) {
  const init = {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  };
  const response = await fetch(`/sim${path}`, init);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

/** Runs what a button asked for; what goes wrong is said, not thrown. */
async function act(task) {
  try {
    await task();
  } catch (error) {
    say(error.message, true);
  }
}

const ksh = (cents) => `KSh ${(cents / 100).toLocaleString('en-KE', { minimumFractionDigits: 2 })}`;
const { operators, drawOrgRequests } = organisations({ sim, act, ksh });

function phoneCard(phone) {
  const known = phoneCards.get(phone.msisdn);
  if (known) return known;
  const card = byId('phone-template').content.cloneNode(true).querySelector('.phone');
  card.dataset.testid = `phone-${phone.msisdn}`;
  card.setAttribute('aria-label', `Phone of ${phone.name}, ${phone.msisdn}`);
  card
    .querySelector('.state select')
    .addEventListener('change', (event) =>
      act(() => sim('POST', `/phones/${phone.msisdn}`, { state: event.target.value })),
    );
  card.querySelector('.prompt').addEventListener('submit', (event) => {
    event.preventDefault();
    void act(() => answerPrompt(phone.msisdn, event));
  });
  phoneCards.set(phone.msisdn, card);
  byId('phones').append(card);
  return card;
}

async function answerPrompt(msisdn, event) {
  const pin = event.target.elements.pin;
  const action = event.submitter?.value ?? 'pay';
  const typed = action === 'pay' && pin.value !== '' ? { pin: pin.value } : {};
  pin.value = '';
  await sim('POST', `/phones/${msisdn}/prompt`, { action, ...typed });
  say({ pay: 'PIN entered', cancel: 'Cancelled', ignore: 'Ignored' }[action]);
}

function drawPhone(phone) {
  const card = phoneCard(phone);
  write(card.querySelector('h3'), phone.name);
  write(card.querySelector('.msisdn'), `+${phone.msisdn}`);
  write(card.querySelector('.balance strong'), ksh(phone.balanceCents));
  card.querySelector('.state select').value = phone.state;
  drawPrompt(card, phone);
  drawMessages(card.querySelector('.messages'), phone.messages);
}

function drawPrompt(card, { prompt, name }) {
  const form = card.querySelector('.prompt');
  const rings = prompt !== null && form.hidden;
  card.classList.toggle('ringing', prompt !== null);
  form.hidden = prompt === null;
  card.querySelector('.idle').hidden = prompt !== null;
  if (!prompt) return;
  write(form.querySelector('.prompt-text'), prompt.text);
  write(form.querySelector('.payee'), prompt.payee);
  write(form.querySelector('.amount'), ksh(prompt.amount * 100));
  write(form.querySelector('.reference'), prompt.reference);
  if (rings) say(`${name}: ${prompt.text}`);
}

function drawMessages(details, messages) {
  const list = details.querySelector('ol');
  write(details.querySelector('.count'), String(messages.length));
  if (list.children.length === messages.length) return;
  list.replaceChildren(...messages.toReversed().map(({ text, kind }) => element('li', text, kind)));
}

function drawPhones(phones) {
  const present = new Set(phones.map(({ msisdn }) => msisdn));
  for (const [msisdn, card] of phoneCards) {
    if (present.has(msisdn)) continue;
    card.remove();
    phoneCards.delete(msisdn);
  }
  phones.forEach(drawPhone);
  drawPayers(phones);
}

function drawPayers(phones) {
  const select = byId('pay').elements.msisdn;
  if (
    select.options.length === phones.length &&
    phones.every(({ msisdn }, n) => select.options[n].value === msisdn)
  )
    return;
  select.replaceChildren(...phones.map(({ msisdn, name }) => new Option(`${name} (${msisdn})`, msisdn)));
}

let drawnShortcodes = '';

function drawShortcodes(shortcodes) {
  const state = JSON.stringify(shortcodes);
  if (state === drawnShortcodes) return;
  drawnShortcodes = state;
  byId('shortcodes').replaceChildren(
    ...shortcodes.map((shortcode) => {
      const row = document.createElement('tr');
      row.dataset.testid = `shortcode-${shortcode.number}`;
      const number =
        shortcode.type === 'till' ? `${shortcode.payTo} (store ${shortcode.number})` : shortcode.number;
      const validation = shortcode.externalValidation === 'on' ? ', validated' : '';
      row.append(
        element('td', number),
        element('td', shortcode.name),
        element('td', shortcode.registration ? `registered${validation}` : 'none', 'muted'),
        ownerMessages(shortcode),
        element('td', ksh(shortcode.balanceCents), 'number'),
        element('td', ksh(shortcode.workingCents), 'number'),
        element('td', ksh(shortcode.chargesCents), 'number'),
        operators(shortcode),
      );
      return row;
    }),
  );
  byId('payees').replaceChildren(...shortcodes.map(({ payTo, name }) => new Option(name, payTo)));
}

/** What the owner of a shortcode was told, newest first; open lists stay open. */
function ownerMessages({ number, messages }) {
  const cell = document.createElement('td');
  if (messages.length === 0) return cell;
  const details = element('details', '', 'messages');
  details.open = document.querySelector(`[data-testid="shortcode-${number}"] details`)?.open ?? false;
  const list = document.createElement('ol');
  list.append(...messages.toReversed().map(({ text }) => element('li', text)));
  details.append(element('summary', String(messages.length)), list);
  cell.append(details);
  return cell;
}

function drawFaults(rules) {
  const lines = rules.map(({ op, fault, p, count, fired }) => {
    const often = p === undefined ? '' : `, ${Math.round(p * 100)} %`;
    const left = count === undefined ? '' : `, ${Math.max(0, count - fired)} left`;
    return element('li', `${op}: ${fault}${often}${left}`);
  });
  byId('faults').replaceChildren(...lines);
}

function logItem(entry) {
  const item = byId('log-template').content.cloneNode(true).querySelector('li');
  const [arrow, op, status, outcome, time] = ['.arrow', '.op', '.status', '.outcome', 'time'].map((name) =>
    item.querySelector(name),
  );
  const good = entry.status !== null && entry.status < 400;
  item.dataset.testid = `log-${entry.op}`;
  arrow.textContent = entry.direction === 'in' ? '→' : '←';
  arrow.classList.add(entry.direction);
  op.textContent = entry.op;
  status.textContent = entry.status ?? '–';
  status.classList.add(good ? 'good' : 'bad');
  outcome.textContent = entry.outcome;
  time.textContent = nairobi(entry.at);
  item.querySelector('.url').textContent = `${entry.method} ${entry.url} (${entry.ms} ms)`;
  item.querySelector('.request').textContent = pretty(entry.requestBody) ?? '';
  item.querySelector('.response').textContent = pretty(entry.responseBody) ?? '';
  return item;
}

function addToLog(entry) {
  if (logEntries.has(entry.id)) return;
  logEntries.set(entry.id, entry);
  byId('log').prepend(logItem(entry));
  while (byId('log').children.length > LOG_LENGTH) byId('log').lastElementChild.remove();
  byId('log-empty').hidden = true;
}

function redrawLog(entries) {
  for (const entry of entries) logEntries.set(entry.id, entry);
  const newest = [...logEntries.values()].toSorted((a, b) => b.id - a.id).slice(0, LOG_LENGTH);
  byId('log').replaceChildren(...newest.map(logItem));
  byId('log-empty').hidden = newest.length > 0;
}

async function refreshWorld() {
  const [phones, shortcodes, health, orgRequests] = await Promise.all([
    sim('GET', '/phones'),
    sim('GET', '/shortcodes'),
    sim('GET', '/health'),
    sim('GET', '/org-requests'),
  ]);
  clockOffset = health.now - Date.now();
  drawPhones(phones);
  drawShortcodes(shortcodes);
  drawOrgRequests(orgRequests);
}

async function refreshAll() {
  const [requests, faults] = await Promise.all([
    sim('GET', '/requests'),
    sim('GET', '/faults'),
    refreshWorld(),
  ]);
  redrawLog(requests);
  drawFaults(faults);
}

/** Many events in a row cost one look at the world. */
let planned = false;
function planRefresh() {
  if (planned) return;
  planned = true;
  setTimeout(() => {
    planned = false;
    void act(refreshWorld);
  }, 60);
}

function listen() {
  const events = new EventSource('/sim/events');
  const on = (type, react) => events.addEventListener(type, (event) => react(JSON.parse(event.data)));
  on('request', (entry) => {
    addToLog(entry);
    planRefresh();
  });
  on('fault', (rules) => drawFaults(rules));
  for (const type of ['phone', 'money', 'settings', 'clock']) on(type, planRefresh);
  on('reset', () => {
    logEntries.clear();
    void act(refreshAll);
  });
  events.addEventListener('open', () => void act(refreshAll));
  events.addEventListener('error', () => say('The simulator does not answer; trying again.', true));
}

byId('pay').addEventListener('submit', (event) => {
  event.preventDefault();
  const { msisdn, shortcode, account, amount } = Object.fromEntries(new FormData(event.target));
  void act(async () => {
    const paid = await sim('POST', `/phones/${msisdn}/pay`, { shortcode, account, amount: Number(amount) });
    say(paid.accepted ? `Confirmed: ${paid.receipt}` : `Refused: ${paid.reason}`, !paid.accepted);
  });
});

byId('advance').addEventListener('submit', (event) => {
  event.preventDefault();
  const ms = Number(new FormData(event.target).get('ms'));
  void act(async () => {
    await sim('POST', '/clock/advance', { ms });
    say(`The clock is ${event.target.elements.ms.selectedOptions[0].text} further`);
  });
});

for (const button of document.querySelectorAll('[data-preset]')) {
  button.addEventListener('click', () =>
    act(async () => {
      await sim('POST', '/faults', { preset: button.dataset.preset });
      for (const other of document.querySelectorAll('[data-preset]'))
        other.setAttribute('aria-pressed', other === button);
      say(`Weather: ${button.dataset.preset}`);
    }),
  );
}

byId('release').addEventListener('click', () =>
  act(async () => {
    const { released } = await sim('POST', '/callbacks/release');
    say(`${released} held callbacks released`);
  }),
);

byId('reset').addEventListener('click', () =>
  act(async () => {
    await sim('POST', '/reset');
    say('A new world');
  }),
);

setInterval(() => write(byId('clock'), nairobi(Date.now() + clockOffset)), 500);
listen();
