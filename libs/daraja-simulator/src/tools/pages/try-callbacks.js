/** What came to the simulator's own catcher, newest first, and the phones that ring. */

import { byId, element, nairobi, pretty } from '/page-parts.js';

const SHOWN = 50;

function item({ id, at, name, body }) {
  const made = document.createElement('li');
  made.dataset.testid = 'callback';
  made.dataset.id = id;
  const details = document.createElement('details');
  details.open = true;
  const summary = document.createElement('summary');
  summary.append(element('span', name, 'op'), element('time', nairobi(at), 'muted'));
  details.append(summary, element('pre', pretty(body) ?? ''));
  made.append(details);
  return made;
}

/** A callback may come as an event and be in the list as well. */
export function addCallback(callback) {
  const list = byId('callbacks');
  if (list.querySelector(`[data-id="${callback.id}"]`)) return;
  list.prepend(item(callback));
  while (list.children.length > SHOWN) list.lastElementChild.remove();
  byId('callbacks-empty').hidden = true;
}

export function clearCallbacks() {
  byId('callbacks').replaceChildren();
  byId('callbacks-empty').hidden = false;
}

/** Every open prompt with its two buttons; `answer(msisdn, action)` is what they do. */
export function drawPrompts(phones, answer) {
  const ringing = phones.filter(({ prompt }) => prompt !== null);
  byId('prompts').replaceChildren(
    ...ringing.map(({ msisdn, name, prompt }) => {
      const line = document.createElement('li');
      line.dataset.testid = `prompt-${msisdn}`;
      line.append(element('span', `${name}: ${prompt.text}`));
      for (const [action, text] of [
        ['pay', 'Pay'],
        ['cancel', 'Cancel'],
      ]) {
        const button = element('button', text);
        button.type = 'button';
        button.setAttribute('aria-label', `${text} on the phone of ${name}`);
        button.addEventListener('click', () => answer(msisdn, action));
        line.append(button);
      }
      return line;
    }),
  );
}
