const $ = (id) => document.getElementById(id);
const kes = (amount) => `KES ${amount.toLocaleString('en-KE')}`;
const clock = (ms) => new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** What the server is, see GET /api/config. */
let config;
/** The stream of the order on the screen. */
let stream;

async function ask(path, body) {
  const request = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, request);
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.message), { answer });
  return answer;
}

function fill(template) {
  return $(template).content.firstElementChild.cloneNode(true);
}

function picture(productId) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `/icons.svg#${productId}`);
  svg.append(use);
  return svg;
}

// The goods

function productCard({ id, name, detail, price }) {
  const card = fill('product');
  const [amount, form] = [card.querySelector('select'), card.querySelector('form')];
  card.dataset.testid = `product-${id}`;
  card.querySelector('.picture').append(picture(id));
  card.querySelector('h2').textContent = name;
  card.querySelector('.detail').textContent = detail;
  card.querySelector('.price').textContent = kes(price);
  card.querySelector('button').setAttribute('aria-label', `Buy ${name}`);
  for (let count = 1; count <= 5; count += 1) amount.append(new Option(`${count} ×`, count));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    buy(id, Number(amount.value));
  });
  return card;
}

async function buy(productId, quantity) {
  const order = await ask('/api/orders', { productId, quantity }).catch(outage);
  if (order) location.hash = `#/order/${order.link}`;
}

// The order

function showOrder(order) {
  $('order-title').textContent = order.number;
  $('order-what').textContent = `${order.quantity} × ${order.product.name}`;
  $('order-total').textContent = kes(order.total);
  $('order-picture').replaceChildren(picture(order.product.id));
  document.title = `${order.number} · Duka`;
  showByHand(order);
  showStatus(order);
}

function showByHand(order) {
  const till = config.type === 'till';
  $('by-hand-steps').textContent = till
    ? 'M-Pesa menu → Lipa na M-Pesa → Buy Goods and Services.'
    : 'M-Pesa menu → Lipa na M-Pesa → Pay Bill.';
  const lines = till
    ? [['Till number', config.number]]
    : [
        ['Business number', config.number],
        ['Account number', order.number],
      ];
  $('copies').replaceChildren(...[...lines, ['Amount', String(order.total)]].map(copyLine));
}

function copyLine([label, value]) {
  const line = fill('copy');
  const button = line.querySelector('button');
  line.querySelector('dt').textContent = label;
  line.querySelector('dd').textContent = value;
  button.setAttribute('aria-label', `Copy ${label.toLowerCase()}`);
  button.addEventListener('click', () => copy(value, button));
  return line;
}

async function copy(value, button) {
  // Browsers have no clipboard for pages over plain http from another machine.
  const copied = await navigator.clipboard?.writeText(value).then(
    () => true,
    () => false,
  );
  button.textContent = copied ? 'Copied' : 'Select and copy';
  setTimeout(() => (button.textContent = 'Copy'), 2_000);
}

/** What there is to say about an order: [kind, title, text]. */
function newsOf({ status, receipt, payment }) {
  if (status === 'paid') {
    return ['paid', 'Paid', receipt ? `Thank you. M-Pesa receipt ${receipt}.` : 'Thank you.'];
  }
  if (!payment) return null;
  if (payment.status === 'failed') return ['failed', 'Not paid', `${payment.reason} You can try again.`];
  if (payment.status === 'reversed')
    return ['failed', 'Given back', 'Your money was given back. You can pay again.'];
  if (payment.status === 'review') return ['failed', 'We are checking', payment.reason];
  if (payment.status === 'succeeded') return ['waiting', 'One moment', 'The money has arrived.'];
  return ['waiting', 'Look at your phone', `M-Pesa asks ${payment.phone} for the PIN.`];
}

function showStatus(order) {
  const [kind, title, text] = newsOf(order) ?? [];
  $('status').hidden = !kind;
  $('status').dataset.is = kind ?? '';
  // Written only when they change, else a screen reader says them again.
  if ($('status-title').textContent !== (title ?? '')) $('status-title').textContent = title ?? '';
  if ($('status-text').textContent !== (text ?? '')) $('status-text').textContent = text ?? '';
  $('answer-here').hidden = kind !== 'waiting' || !config.simulatorUrl;
  $('ways').hidden = kind === 'paid';
  $('again').hidden = kind !== 'paid';
  $('pay').disabled = kind === 'waiting';
  $('pay').textContent =
    { waiting: 'Waiting for the phone …', failed: 'Try again' }[kind] ?? 'Pay with M-Pesa';
  if (kind === 'waiting') problem('');
}

function problem(text) {
  $('phone-problem').textContent = text;
  $('phone').setAttribute('aria-invalid', String(text !== ''));
}

/** A refusal of the server in words for the person who pays. */
function inWords({ error, field, rule, retryAt, clearsAt, message, advice }) {
  if (error === 'invalid-request' && field === 'phone') return `This number ${rule}.`;
  if (error === 'prompt-open')
    return `A request is still open on this phone. Answer it, or try again at ${clock(retryAt)}.`;
  if (error === 'too-many-unfinished-pushes') {
    return `Too many requests to this phone were not answered. Pay by hand, or try again at ${clock(clearsAt)}.`;
  }
  if (error === 'idempotency-conflict')
    return 'Another phone is being asked for this order. Answer there first.';
  if (error === 'order-paid') return 'This order is paid.';
  if (advice) return advice;
  return error ? 'M-Pesa cannot be reached just now. Try again in a minute, or pay by hand.' : message;
}

async function pay(event) {
  event.preventDefault();
  problem('');
  $('pay').disabled = true;
  try {
    const answer = await ask(`/api/orders/${linkOnPage()}/pay`, { phone: $('phone').value });
    // An answer without number is a prompt that may be on the phone; the stream tells what becomes of it.
    if (answer.number) showStatus(answer);
  } catch (error) {
    $('pay').disabled = false;
    problem(inWords(error.answer ?? { message: 'The shop does not answer. Try again.' }));
    $('phone').focus();
  }
}

function watch(link) {
  stream = new EventSource(`/api/orders/${link}/events`);
  stream.onmessage = ({ data }) => {
    const order = JSON.parse(data);
    $('outage').textContent = '';
    showOrder(order);
    if (order.status === 'paid') stream.close();
  };
  // The browser connects again by itself.
  stream.onerror = () => ($('outage').textContent = 'The connection is interrupted, trying again …');
}

// The way through the page

function outage(error) {
  $('outage').textContent = error.answer?.message ?? 'The shop does not answer. Try again in a moment.';
}

/** Behind the #, so that it stands in no server's log. */
function linkOnPage() {
  return /^#\/order\/([\w-]+)$/.exec(location.hash)?.[1];
}

async function route() {
  const { hash } = location;
  stream?.close();
  $('outage').textContent = '';
  const link = linkOnPage();
  const order = link && (await ask(`/api/orders/${link}`).catch(outage));
  // Somebody was faster than the server and is elsewhere by now.
  if (hash !== location.hash) return;
  $('products-view').hidden = Boolean(order);
  $('order-view').hidden = !order;
  problem('');
  if (!order) document.title = 'Duka';
  if (order) showOrder(order);
  if (order?.status === 'open') watch(order.link);
  if (document.body.dataset.ready) $(order ? 'order-title' : 'products-title').focus();
}

async function start() {
  const [known, products] = await Promise.all([ask('/api/config'), ask('/api/products')]);
  config = known;
  $('products').replaceChildren(...products.map(productCard));
  if (config.simulatorUrl) {
    $('simulated').hidden = false;
    for (const link of [$('simulator-link'), $('answer-here').firstElementChild])
      link.href = config.simulatorUrl;
    $('phone').value = '0708 374 149';
  }
  $('pay-form').addEventListener('submit', pay);
  window.addEventListener('hashchange', route);
  await route();
  document.body.dataset.ready = 'yes';
}

start().catch(outage);
