/** The organisations' side of the page: operators, money out, reversals that wait. */

import { element, nairobi, say } from './page-parts.js';

const SHOWN = 200;

export function organisations({ sim, act, ksh }) {
  /** The API operators by name; a locked one has a button that unlocks it. */
  function operators({ number, initiators }) {
    const cell = document.createElement('td');
    for (const { name, locked } of initiators) {
      cell.append(
        locked ? button(`Unlock ${name}`, () => unlock(number, name)) : element('span', name, 'muted'),
      );
    }
    return cell;
  }

  async function unlock(number, name) {
    await sim('POST', `/shortcodes/${number}/initiators/${encodeURIComponent(name)}`, { locked: false });
    say(`${name} can initiate again`);
  }

  function button(text, task) {
    const made = element('button', text);
    made.type = 'button';
    made.addEventListener('click', () => void act(task));
    return made;
  }

  let drawnOrgRequests = '';

  /** What organisations asked for, newest first; a reversal that waits has buttons. */
  function drawOrgRequests(requests) {
    const state = JSON.stringify(requests);
    if (state === drawnOrgRequests) return;
    drawnOrgRequests = state;
    document
      .getElementById('org-requests')
      .replaceChildren(...requests.slice(-SHOWN).toReversed().map(orgRequestRow));
  }

  function orgRequestRow(request) {
    const row = document.createElement('tr');
    row.dataset.testid = `org-${request.conversationId}`;
    const result = request.resultCode === null ? '' : `${request.resultCode} ${request.resultDesc ?? ''}`;
    const decide = (action) => sim('POST', `/reversals/${request.conversationId}`, { action });
    const choice = document.createElement('td');
    if (request.status === 'Pending Authorized') {
      choice.append(
        button('Authorise', () => decide('authorise')),
        button('Decline', () => decide('decline')),
      );
    }
    row.append(
      element('td', nairobi(request.startedAt)),
      element('td', request.op),
      element('td', request.shortcode ?? 'unknown'),
      element('td', request.cents > 0 ? ksh(request.cents) : '', 'number'),
      element('td', request.status),
      element('td', result),
      choice,
    );
    return row;
  }

  return { operators, drawOrgRequests };
}
