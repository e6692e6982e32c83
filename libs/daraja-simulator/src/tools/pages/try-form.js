/** The form of an endpoint: drawn from its fields, read into a body. */

import { element } from '/page-parts.js';
import { COMPUTED_LAST, computation } from './try-computed.js';
import { valueOf } from './try-values.js';

function inputOf(field, value) {
  const input = document.createElement(field.json ? 'textarea' : 'input');
  input.name = field.name;
  input.value = value;
  input.required = field.required;
  input.spellcheck = false;
  input.autocomplete = 'off';
  input.id = `field-${field.name}`;
  if (field.json) input.rows = Math.min(16, value.split('\n').length + 1);
  return input;
}

/** Suggestions, not a closed list: what Daraja refuses must be sendable too. */
function suggestions(field, input) {
  if (field.options.length < 2) return [];
  const list = document.createElement('datalist');
  list.id = `options-${field.name}`;
  list.append(...field.options.map((option) => new Option(option, option)));
  input.setAttribute('list', list.id);
  return [list];
}

function hintOf(field, input) {
  if (field.hint === '') return [];
  const hint = element('small', field.hint, 'muted');
  hint.id = `hint-${field.name}`;
  input.setAttribute('aria-describedby', hint.id);
  return [hint];
}

/** A computed field is read-only until its box is unticked. */
function computedBox(field, input) {
  const label = element('label', '', 'computed');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = true;
  box.dataset.computes = field.name;
  box.addEventListener('change', () => (input.readOnly = box.checked));
  input.readOnly = true;
  input.required = false;
  label.append(box, element('span', `compute ${field.name} when sending`));
  return label;
}

function row(operation, field, given) {
  const computed = computation(operation, field) !== null;
  const input = inputOf(field, computed ? '' : valueOf(operation, field, given));
  const label = element('label', field.required ? field.name : `${field.name} (optional)`);
  label.htmlFor = input.id;
  const line = document.createElement('div');
  line.className = 'field';
  line.append(label, input, ...suggestions(field, input), ...hintOf(field, input));
  if (computed) line.append(computedBox(field, input));
  return line;
}

/** Fills `container` with the fields of an endpoint; `given` is what values come from. */
export function drawForm(container, operation, given) {
  container.replaceChildren(...operation.fields.map((field) => row(operation, field, given)));
}

function parsed(field, text) {
  if (!field.json) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${field.name} is not JSON: ${error.message}`);
  }
}

/** The body as typed and computed, in the order of the endpoint's fields; empty optional fields are left out. */
export function readForm(form, operation, given) {
  const typed = Object.fromEntries(
    operation.fields
      .map((field) => [field, form.elements[field.name].value])
      .filter(([field, text]) => text !== '' || field.required)
      .map(([field, text]) => [field.name, parsed(field, text)]),
  );
  for (const field of computedFields(form, operation)) {
    typed[field.name] = computation(operation, field)(typed, given);
    form.elements[field.name].value = typed[field.name];
  }
  const body = Object.fromEntries(
    operation.fields.filter(({ name }) => name in typed).map(({ name }) => [name, typed[name]]),
  );
  return operation.list ? body.items : body;
}

function computedFields(form, operation) {
  const ticked = operation.fields.filter(
    ({ name }) => form.querySelector(`[data-computes="${name}"]`)?.checked,
  );
  return ticked.sort((a, b) => COMPUTED_LAST.indexOf(a.name) - COMPUTED_LAST.indexOf(b.name));
}
