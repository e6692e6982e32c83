/** Try it: a form per endpoint of /openapi.json, its answer beside it, its callbacks below. */

import { byId, element, pretty, say, write } from '/page-parts.js';
import { addCallback, clearCallbacks, drawPrompts } from './try-callbacks.js';
import { forgetToken, send } from './try-daraja.js';
import { drawForm, readForm } from './try-form.js';
import { rememberAnswer, rememberCallback } from './try-memory.js';
import { operationsOf } from './try-operations.js';

const memory = {};
const invoice = `INV-${Date.now() % 1_000_000}`;
let operations = [];
let world = null;
let certificate = '';
let clockOffset = 0;

const look = async (path) => (await fetch(path)).json();
const chosen = () => operations.find(({ id }) => id === byId('operation').value);

function chosenApp() {
  const app = world.apps.find(({ consumerKey }) => consumerKey === byId('app').value);
  if (!app) throw new Error('This world has no app, and Daraja speaks to apps only.');
  return app;
}

const given = () => ({
  world,
  memory,
  invoice,
  certificate,
  origin: location.origin,
  now: Date.now() + clockOffset,
});

function draw() {
  const operation = chosen();
  history.replaceState(null, '', `#${operation.id}`);
  write(byId('endpoint'), `${operation.method} ${operation.path}`);
  drawForm(byId('fields'), operation, given());
}

function showExchange({ request, answer, renewed }) {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const body = request.body === null ? [] : ['', pretty(request.body)];
  write(byId('request'), [`${request.method} ${request.path}`, ...headers, ...body].join('\n'));
  write(byId('status'), `HTTP ${answer.status} in ${answer.ms} ms${renewed ? ', with a new token' : ''}`);
  byId('status').className = answer.status < 400 ? 'good' : 'bad';
  write(byId('answer'), pretty(answer.body));
  const picture = answer.body?.QRCode;
  byId('picture').hidden = !picture;
  if (picture) byId('picture').src = `data:image/png;base64,${picture}`;
}

async function submit() {
  const operation = chosen();
  const body = readForm(byId('form'), operation, given());
  const exchanged = await send(operation, body, chosenApp());
  rememberAnswer(memory, operation, exchanged);
  showExchange(exchanged);
  say(`${operation.title}: HTTP ${exchanged.answer.status}`, exchanged.answer.status >= 400);
}

async function lookAtWorld() {
  [world, certificate] = await Promise.all([
    look('/tools/world'),
    fetch('/sim/certificate').then((response) => response.text()),
  ]);
  clockOffset = world.now - Date.now();
  const before = byId('app').value;
  byId('app').replaceChildren(...world.apps.map(({ consumerKey }) => new Option(consumerKey, consumerKey)));
  if (world.apps.some(({ consumerKey }) => consumerKey === before)) byId('app').value = before;
}

async function lookAtPhones() {
  drawPrompts(await look('/sim/phones'), answerPrompt);
}

async function answerPrompt(msisdn, action) {
  await fetch(`/sim/phones/${msisdn}/prompt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action }),
  });
}

function caught(callback) {
  rememberCallback(memory, callback.body);
  addCallback(callback);
}

async function startAnew() {
  for (const key of Object.keys(memory)) delete memory[key];
  forgetToken();
  clearCallbacks();
  await lookAtWorld();
  draw();
}

/** Runs what was asked for; what goes wrong is said, not thrown. */
async function act(task) {
  try {
    await task();
  } catch (error) {
    say(error.message, true);
  }
}

function listen() {
  const events = new EventSource('/sim/events');
  events.addEventListener('caught', (event) => caught(JSON.parse(event.data)));
  events.addEventListener('phone', () => void act(lookAtPhones));
  events.addEventListener('clock', () => void act(lookAtWorld));
  events.addEventListener('reset', () => void act(startAnew));
  events.addEventListener('open', () =>
    act(async () => {
      for (const callback of (await look('/tools/callbacks')).toReversed()) caught(callback);
      await lookAtPhones();
    }),
  );
}

async function start() {
  operations = operationsOf(await look('/openapi.json'));
  await lookAtWorld();
  const options = operations.map(({ id, title, path }) => new Option(`${title} – ${path}`, id));
  byId('operation').replaceChildren(...options);
  const wanted = operations.find(({ id }) => `#${id}` === location.hash) ?? operations[1];
  byId('operation').value = wanted.id;
  byId('operation').addEventListener('change', draw);
  byId('refill').addEventListener('click', draw);
  byId('token').addEventListener('click', () => {
    forgetToken();
    say('The next request fetches a new token.');
  });
  byId('form').addEventListener('submit', (event) => {
    event.preventDefault();
    void act(submit);
  });
  draw();
  listen();
}

byId('fields').replaceChildren(element('p', 'Reading the OpenAPI file …', 'muted'));
void act(start);
