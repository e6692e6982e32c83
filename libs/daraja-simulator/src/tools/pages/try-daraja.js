/** Speaks to the simulator as a host would: a token per app, made anew when Daraja refuses it. */

const EARLY_MS = 60_000;
const TOKEN_REFUSED = /Invalid Access Token(?!.*apiproduct)/;

let token = null;

export function forgetToken() {
  token = null;
}

async function ask(path, init) {
  const started = performance.now();
  const response = await fetch(path, init);
  const text = await response.text();
  return { status: response.status, ms: Math.round(performance.now() - started), text, body: parse(text) };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const basic = ({ consumerKey, consumerSecret }) => `Basic ${btoa(`${consumerKey}:${consumerSecret}`)}`;

async function newToken(app) {
  const { body, status } = await ask('/oauth/v1/generate?grant_type=client_credentials', {
    headers: { authorization: basic(app) },
  });
  if (!body.access_token) throw new Error(`No token for ${app.consumerKey}: HTTP ${status}`);
  const expiresAt = Date.now() + Number(body.expires_in) * 1_000 - EARLY_MS;
  token = { app: app.consumerKey, text: body.access_token, expiresAt };
}

function prepare(operation, body, app) {
  const get = operation.method === 'GET';
  const query = get ? `?${new URLSearchParams(body)}` : '';
  const headers =
    operation.op === 'oauth' ? { Authorization: basic(app) } : { Authorization: `Bearer ${token.text}` };
  if (!get) headers['Content-Type'] = 'application/json';
  return { method: operation.method, path: operation.path + query, headers, body: get ? null : body };
}

async function exchange(operation, body, app) {
  const request = prepare(operation, body, app);
  const { method, headers } = request;
  const sent = request.body === null ? undefined : JSON.stringify(request.body);
  return { request, answer: await ask(request.path, { method, headers, body: sent }) };
}

/**
 * Sends a request for an app: `{ request, answer, renewed }`. A token that Daraja refuses, because the clock was moved or
 * the world is new, is replaced once; a refused request was not acted on, so it may be sent again.
 */
export async function send(operation, body, app) {
  if (operation.op === 'oauth') return { ...(await exchange(operation, body, app)), renewed: false };
  const fits = token !== null && token.app === app.consumerKey && token.expiresAt > Date.now();
  if (!fits) await newToken(app);
  const first = await exchange(operation, body, app);
  if (!TOKEN_REFUSED.test(first.answer.text)) return { ...first, renewed: !fits };
  await newToken(app);
  return { ...(await exchange(operation, body, app)), renewed: true };
}
