import 'reflect-metadata';
import { appendFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { C2bService, MpesaModule, OnMpesa, PaymentsService, StkPushService } from 'nestjs-mpesa';
import { MPESA_CLOCK } from 'nestjs-mpesa/testing';

/**
 * A host in a process of its own, on the compiled library, so that it can be killed. HOST_APP says how it is set up; over
 * IPC it takes calls of the public services. What its handler does goes to a file, which outlives it.
 */
const { port, options, diary, handlerMs, clockAheadMs } = JSON.parse(process.env.HOST_APP ?? '{}');

function note(entry) {
  appendFileSync(diary, `${JSON.stringify(entry)}\n`);
}

class Bookkeeper {
  async paid({ paymentId, amountCents }, { attempt }) {
    const write = (line) => note({ line, paymentId, amountCents, attempt });
    write('begun');
    // `null` stands for a handler that never comes to its end.
    await new Promise((resolve) => handlerMs !== null && setTimeout(resolve, handlerMs));
    write('done');
  }
}
Injectable()(Bookkeeper);
OnMpesa('payment.succeeded', { id: 'books' })(
  Bookkeeper.prototype,
  'paid',
  Object.getOwnPropertyDescriptor(Bookkeeper.prototype, 'paid'),
);

const module = await Test.createTestingModule({
  imports: [MpesaModule.forRoot(options)],
  providers: [Bookkeeper],
})
  .setLogger({
    log() {},
    warn: (text) => note({ line: 'warned', text }),
    error: (text, ...more) => note({ line: 'failed', text: [text, ...more].join(' ') }),
  })
  .overrideProvider(MPESA_CLOCK)
  .useValue({ now: () => Date.now() + clockAheadMs })
  .compile();
const app = module.createNestApplication(new FastifyAdapter(), { rawBody: true });
app.enableShutdownHooks(['SIGTERM'], { useProcessExit: true });

const services = {
  stk: app.get(StkPushService),
  c2b: app.get(C2bService),
  payments: app.get(PaymentsService),
};
process.on('message', ({ id, service, method, args }) => {
  const answer = (reply) => process.connected && process.send({ id, ...reply });
  services[service][method](...args).then(
    (result) => answer({ result }),
    (error) => answer({ error: String(error) }),
  );
});

// Every request that is taken in, and whether its answer left whole.
app.getHttpServer().on('request', (_request, response) => {
  note({ line: 'arrived' });
  response.on('close', () => note({ line: response.writableFinished ? 'answered' : 'broken' }));
});
await app.listen(port, '127.0.0.1');
process.send({ listening: true });
