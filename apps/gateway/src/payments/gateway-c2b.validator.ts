import { Inject, Injectable } from '@nestjs/common';
import {
  MpesaC2bValidator,
  mayBePaidBy,
  PaymentsService,
  type C2bValidationRequest,
  type C2bValidator,
  type C2bVerdict,
} from 'nestjs-mpesa';
import { ValidationRelay } from '../endpoints/validation-relay.js';
import { PaymentRouter } from '../routing/payment-router.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { gatewayMetadata } from './payment-view.js';

/** Says whether a payment is welcome: its client is asked; money of nobody is kept in suspense, or refused where that is set. */
@MpesaC2bValidator()
@Injectable()
export class GatewayC2bValidator implements C2bValidator {
  constructor(
    private readonly router: PaymentRouter,
    private readonly relay: ValidationRelay,
    private readonly payments: PaymentsService,
    @Inject(GATEWAY_SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  async validate(request: C2bValidationRequest): Promise<C2bVerdict> {
    const route = await this.router.routeOf(request);
    const clientId = typeof route === 'string' ? null : route.clientId;
    if (await this.#wasAskedFor(request, clientId)) return { accept: true };
    if (typeof route !== 'string') return this.relay.verdictOn({ ...route, request });
    if (this.settings.unknownAccount === 'accept' || request.reference === null) return { accept: true };
    return { accept: false, code: 'C2B00012', reason: 'no such account' };
  }

  /**
   * On some shortcodes M-Pesa also asks about our own prompts, and those need no prefix. A client's prompt answers for no money of
   * another: it would take that one's say away.
   */
  async #wasAskedFor(request: C2bValidationRequest, clientId: string | null): Promise<boolean> {
    const { reference, amountCents, shortcode } = request;
    if (reference === null) return false;
    const open = {
      kind: 'stk-push',
      reference,
      shortcode,
      status: ['created', 'pending', 'unknown'],
    } as const;
    const { items } = await this.payments.find(open);
    return items.some(
      (push) =>
        push.amountCents === amountCents &&
        mayBePaidBy(request, push.phone) &&
        (clientId === null || gatewayMetadata(push.metadata)?.clientId === clientId),
    );
  }
}
