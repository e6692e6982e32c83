/** A process of its own, with an environment of its own: sends one message and prints what came of it. */
import { Sender } from '../../../src/deliveries/sending/sender.js';
import { newSigningSecret } from '../../../src/deliveries/sending/standard-webhooks.js';

const sender = new Sender({
  clock: { now: () => Date.now() },
  rules: { allowPrivateAddresses: true, ports: [443] },
  deadlineMs: 60_000,
});
const url = process.argv[2] ?? '';
const outcome = await sender.send({ id: 'event-1', url, body: '{}', secrets: [newSigningSecret()] });
process.stdout.write(JSON.stringify(outcome));
