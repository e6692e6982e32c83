import { Injectable } from '@nestjs/common';
import { MissingPaymentsService, type Payment } from 'nestjs-mpesa';
import { ClientsService } from '../../../clients/clients.service.js';
import { PaymentOwners } from '../../../payments/payment-owners.js';
import { Suspense } from '../../../routing/suspense.js';
import { answerAbout, notAmongYours, type BrijAnswer } from './brij-answer.js';
import type { BrijQuestion } from './brij-question.entity.js';
import { isSameAccount } from './same-account.js';

/** M-Pesa is given this long for its answer, which is less than a question is leased for. */
const PATIENCE_MS = 30_000;

/** `soon`: a matter of moments. `later`: M-Pesa may know more then. */
export type Verdict = BrijAnswer | 'soon' | 'later';

/** Finds out what a client may be told of a transaction. */
@Injectable()
export class BrijQuestionService {
  constructor(
    private readonly missing: MissingPaymentsService,
    private readonly clients: ClientsService,
    private readonly owners: PaymentOwners,
    private readonly suspense: Suspense,
  ) {}

  /** What M-Pesa has and we had not is booked, and then routed or suspended like any other payment. @throws what `MissingPaymentsService.find` throws */
  async verdictOn(question: BrijQuestion): Promise<Verdict> {
    const client = await this.clients.find(question.clientId);
    if (client === null || client.revokedAt !== null) return notAmongYours(question);
    const found = await this.missing.find({
      receipt: question.receipt,
      account: client.account,
      timeoutMs: PATIENCE_MS,
      askedBy: client.id,
    });
    if ('payment' in found) return this.#about(found.payment, question);
    return found.outcome === 'waiting' ? 'later' : notAmongYours(question);
  }

  async #about(payment: Payment, question: BrijQuestion): Promise<Verdict> {
    const owner = await this.owners.find(payment.id);
    // Whose it is is decided by the handler of its event, which may be on its way.
    if (owner === null && (await this.suspense.find(payment.id)) === null) return 'soon';
    if (owner?.clientId !== question.clientId) return notAmongYours(question);
    const { prefix } = owner;
    const isTheirs = isSameAccount(question.accountNumber, payment.reference, prefix);
    return isTheirs ? answerAbout(payment, prefix) : notAmongYours(question);
  }
}
