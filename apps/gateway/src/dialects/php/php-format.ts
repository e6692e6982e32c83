import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MessageFormats } from '../../endpoints/message-formats.js';
import { ValidationRelay } from '../../endpoints/validation-relay.js';
import { phpConfirmation, phpQuestion, phpVerdict } from './php-payment.js';

/** What becomes of a payment when the client's validation URL does not say: the words of Safaricom's own registration. */
export type ResponseType = 'Completed' | 'Cancelled';

/** The format under which an endpoint gets messages as the PHP platform's page prints them; and one that refuses a payment when its endpoint does not answer. */
export const PHP_FORMATS: Readonly<Record<ResponseType, string>> = {
  Completed: 'php',
  Cancelled: 'php-cancelled',
};

/** How this dialect tells clients of payments by hand, and asks about them. */
@Injectable()
export class PhpFormat implements OnModuleInit {
  constructor(
    private readonly formats: MessageFormats,
    private readonly validations: ValidationRelay,
  ) {}

  onModuleInit(): void {
    this.formats.add(PHP_FORMATS.Completed, phpConfirmation);
    const validation = { ask: phpQuestion, verdict: phpVerdict };
    this.validations.add(PHP_FORMATS.Completed, validation);
    this.validations.add(PHP_FORMATS.Cancelled, {
      ...validation,
      otherwise: { accept: false, code: 'C2B00016', reason: 'not confirmed' },
    });
  }
}
