/** What every page is made of. */

export const byId = (id) => document.getElementById(id);

export const nairobi = (at) => new Date(at).toLocaleTimeString('en-GB', { timeZone: 'Africa/Nairobi' });

export const pretty = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** Sets text only when it differs, so that screen readers and selections are left in peace. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** Says something to everybody, screen readers included. */
export function say(text, bad = false) {
  byId('notice').textContent = text;
  byId('notice').classList.toggle('bad', bad);
}
