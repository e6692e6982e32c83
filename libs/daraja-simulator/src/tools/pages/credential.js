/** The page that encrypts an initiator password. Everything it needs came with it. */

import { byId, say, write } from '/page-parts.js';
import { CERTIFICATES } from './certificates.js';
import { pemOf, readCertificate, seal } from './sealing.js';

const OWN = 'own';
const form = byId('encrypt');
const { certificate: choice, file, pem: pasted, password } = form.elements;

const known = CERTIFICATES.map(({ environment, name, pem }) => ({
  environment,
  name,
  pem,
  fingerprint: readCertificate(pem).fingerprint,
}));

for (const { environment, name } of known) choice.append(new Option(name, environment));
choice.append(new Option('somebody else: a file or a text of your own', OWN));

const chosenPem = () =>
  choice.value === OWN ? pasted.value : known.find(({ environment }) => environment === choice.value).pem;

const day = (date) => date.toISOString().slice(0, 10);

function showCertificate() {
  byId('own').hidden = choice.value !== OWN;
  for (const id of ['environment', 'fingerprint', 'subject', 'validity']) write(byId(id), '–');
  forgetCredential();
  if (chosenPem().trim() === '') return say('');
  try {
    const { fingerprint, subject, notBefore, notAfter } = readCertificate(chosenPem());
    const owner = known.find((each) => each.fingerprint === fingerprint);
    write(byId('environment'), owner?.environment ?? 'unknown: none of those this simulator knows');
    write(byId('fingerprint'), fingerprint);
    write(byId('subject'), subject);
    write(byId('validity'), `${day(notBefore)} to ${day(notAfter)}`);
    say('');
  } catch (error) {
    say(error.message, true);
  }
}

/** A credential must never stand beside another certificate than the one it was made with. */
function forgetCredential() {
  byId('credential').value = '';
  byId('copy').disabled = true;
}

/** What M-Pesa refuses, and what it may not understand (DARAJA-FACTS 6.2). */
function complaint(text) {
  if (text.trim() !== text) return { stops: true, text: 'The password begins or ends with white space.' };
  if (/[()]/.test(text)) return { stops: true, text: 'M-Pesa refuses ( and ) in initiator passwords.' };
  const strange = [...new Set(text.match(/[^A-Za-z0-9#&%$!*]/g) ?? [])].join(' ');
  if (strange === '') return null;
  return { stops: false, text: `Encrypted; but ${strange} in initiator passwords has caused trouble.` };
}

function encrypt() {
  const text = password.value;
  password.value = '';
  forgetCredential();
  const doubt = complaint(text);
  if (doubt?.stops) return say(`${doubt.text} Nothing was encrypted.`, true);
  byId('credential').value = seal(readCertificate(chosenPem()).key, text);
  byId('copy').disabled = false;
  return say(doubt?.text ?? 'Encrypted.', doubt !== null);
}

choice.addEventListener('change', showCertificate);
pasted.addEventListener('input', showCertificate);
file.addEventListener('change', async () => {
  if (!file.files[0]) return;
  pasted.value = pemOf(await file.files[0].arrayBuffer());
  showCertificate();
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  try {
    encrypt();
  } catch (error) {
    say(error.message, true);
  }
});

byId('copy').addEventListener('click', async () => {
  byId('credential').select();
  await navigator.clipboard.writeText(byId('credential').value);
  say('Copied.');
});

showCertificate();
