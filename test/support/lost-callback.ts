import type { Payment } from 'nestjs-mpesa';
import type { Simulator } from 'daraja-simulator';

/** The body of an STK callback (DARAJA-FACTS 1.4) as far as tests change it. */
export type StkCallback = {
  Body: { stkCallback: { CheckoutRequestID: string; ResultCode: number; [key: string]: unknown } };
};

/** The payer pays, and Safaricom's callback gets lost on its way: the body, for a test to deliver as it likes. */
export async function lostCallback(sim: Simulator, { phone }: Payment): Promise<StkCallback> {
  sim.addFault({ op: 'stk-callback', fault: 'callback-lost', count: 1 });
  await sim.answer(phone ?? '', { action: 'pay' });
  const lost = sim.requests().findLast(({ op, outcome }) => op === 'stk-callback' && outcome === 'lost');
  return lost?.requestBody as StkCallback;
}
