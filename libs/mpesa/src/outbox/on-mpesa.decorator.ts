import { SetMetadata } from '@nestjs/common';
import type { MpesaEventMap, MpesaEventName } from '../payments/payment-events.js';
import type { HandlerContext } from './handler-context.js';

export const ON_MPESA = 'nestjs-mpesa:on';

/** How a handler is kept and called. */
export interface OnMpesaOptions {
  /** Names the handler for ever; deliveries are kept under it. Default `Class.method`. */
  readonly id?: string;
  /** After this the attempt counts as failed, ms. Default: `events.handlerTimeoutMs`. */
  readonly timeoutMs?: number;
}

export interface OnMpesaMetadata extends OnMpesaOptions {
  readonly events: readonly MpesaEventName[];
}

type HandlerOf<Name extends MpesaEventName> = (
  event: MpesaEventMap[Name],
  context: HandlerContext<Name>,
) => unknown;

/**
 * Handles an event of this module. `payment.*` and `standing-order.*` events are durable: the method is called until it
 * returns, also after a crash, at least once, and in order for one payment or order. Make it idempotent by
 * `context.eventId`, or let it write through `context.manager` where the module shares the host's DataSource: then its
 * writes and the delivery commit together.
 */
export function OnMpesa<Name extends MpesaEventName>(
  event: Name | readonly Name[],
  options: OnMpesaOptions = {},
): <Handler extends HandlerOf<Name>>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Handler>,
) => void {
  const events: readonly MpesaEventName[] = typeof event === 'string' ? [event] : event;
  const metadata: OnMpesaMetadata = { ...options, events };
  return SetMetadata(ON_MPESA, metadata) as ReturnType<typeof OnMpesa<Name>>;
}
