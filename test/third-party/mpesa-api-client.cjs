'use strict';
/** `mpesa-api` in a process of its own: MPESA_API is its configuration, calls and answers go over IPC, one at a time. */
const { setImmediate } = require('node:timers/promises');
const { Mpesa } = require('mpesa-api');

const client = new Mpesa(JSON.parse(process.env.MPESA_API), 'sandbox');

// Its constructor does not wait for the credential it encrypts: a call that comes sooner goes out without one.
const encrypted = (async () => {
  while (!client.securityCredential) await setImmediate();
})();

process.on('message', async ({ method, order }) => {
  await encrypted;
  client[method](order).then(
    (answer) => process.send({ answer }),
    ({ statusCode, data, message }) => process.send({ refusal: { status: statusCode, data, message } }),
  );
});
