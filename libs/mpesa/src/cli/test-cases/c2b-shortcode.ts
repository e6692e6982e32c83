import { type C2bNotification, parseC2bNotification } from '../../daraja/contracts/c2b-callbacks.contract.js';
import type { C2bRegisterAnswer } from '../../daraja/contracts/c2b-register.contract.js';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import type { Workbench } from './workbench.js';
import type { CallbackBox } from './callback-listener.js';
import type { NoteId } from './filled-case.js';

/** What a customer pays by hand. */
export interface HandOrder {
  readonly account: string;
  /** Whole shillings. */
  readonly amount: number;
}

/** The pay bill that customers pay by hand, with the URLs it registered. */
export class C2bShortcode {
  private registration: Promise<C2bRegisterAnswer> | undefined;
  private boxes: { confirmation: CallbackBox; validation: CallbackBox } | undefined;

  constructor(private readonly bench: Workbench) {}

  /** Registers its URLs, the first time it is called. */
  register(): Promise<C2bRegisterAnswer> {
    this.registration ??= this.sendRegistration();
    return this.registration;
  }

  get confirmations(): CallbackBox {
    return this.urls.confirmation;
  }

  get validations(): CallbackBox {
    return this.urls.validation;
  }

  /** A customer pays: by hand on the simulator, played by Safaricom on the sandbox. */
  async pay(order: HandOrder, note: NoteId): Promise<C2bNotification> {
    await this.register();
    const { simulator, settings } = this.bench;
    if (simulator) {
      const paid = await simulator.pay(settings.phone, { ...order, shortcode: settings.c2bShortcode });
      if (!paid.accepted) throw new Error(`the payment was refused: ${paid.reason}`);
    } else {
      await this.simulate(order, note);
    }
    return this.confirmed(order, note);
  }

  /** Has Daraja play a payment. */
  async simulate({ account, amount }: HandOrder, note: NoteId): Promise<void> {
    const { c2bShortcode, c2bVersion, phone } = this.bench.settings;
    const endpoint = c2bVersion === 'v1' ? ENDPOINTS.c2bSimulateV1 : ENDPOINTS.c2bSimulateV2;
    const answer = await this.bench.send(endpoint, {
      ShortCode: c2bShortcode,
      CommandID: 'CustomerPayBillOnline',
      Amount: amount,
      Msisdn: Number(phone),
      BillRefNumber: account,
    });
    note('OriginatorCoversationID', answer.OriginatorCoversationID);
  }

  /** The confirmation of a payment. */
  async confirmed({ account }: HandOrder, note: NoteId): Promise<C2bNotification> {
    const notification = await this.confirmations.first((body) => {
      const read = parseC2bNotification(body);
      return read?.BillRefNumber === account ? read : null;
    });
    note('TransID', notification.TransID);
    return notification;
  }

  private get urls() {
    this.boxes ??= {
      confirmation: this.bench.box('confirmation'),
      validation: this.bench.box('validation'),
    };
    return this.boxes;
  }

  private sendRegistration(): Promise<C2bRegisterAnswer> {
    const { c2bShortcode, c2bVersion } = this.bench.settings;
    return this.bench.send(c2bVersion === 'v1' ? ENDPOINTS.c2bRegisterV1 : ENDPOINTS.c2bRegisterV2, {
      ShortCode: c2bShortcode,
      ResponseType: 'Completed',
      ConfirmationURL: this.confirmations.url,
      ValidationURL: this.validations.url,
    });
  }
}
