import { InvalidRequestError } from 'nestjs-mpesa';
import type { CollectRequest } from '../../payments/client-requests.js';
import { fieldsOf } from '../../http/fields-of.js';
import type { ResponseType } from './php-format.js';

/** Reads a form or JSON. @throws InvalidRequestError field `amount`, `phone`, `reference` or `description` */
export function readPush(body: unknown): CollectRequest {
  const { phone, amount, reference, description } = fieldsOf(body);
  return {
    phone: textFrom('phone', phone),
    amount: shillingsFrom(amount),
    reference: referenceFrom(reference),
    description:
      description === undefined || description === '' ? undefined : textFrom('description', description),
  };
}

/** What a client registers for payments by hand. */
export interface PhpRegistration {
  readonly confirmationUrl: string;
  readonly validationUrl: string;
  /** Default `Completed`. */
  readonly responseType: ResponseType;
}

/** @throws InvalidRequestError field `confirmation_url`, `validation_url` or `response_type` */
export function readRegistration(body: unknown): PhpRegistration {
  const { confirmation_url, validation_url, response_type = 'Completed' } = fieldsOf(body);
  if (response_type !== 'Completed' && response_type !== 'Cancelled') {
    throw new InvalidRequestError('response_type', response_type, 'must be Completed or Cancelled');
  }
  return {
    confirmationUrl: textFrom('confirmation_url', confirmation_url),
    validationUrl: textFrom('validation_url', validation_url),
    responseType: response_type,
  };
}

/** Numbers in JSON are as good as the text of a form. */
function textFrom(field: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (typeof value === 'number') return String(value);
  throw new InvalidRequestError(field, value, 'must be given');
}

function shillingsFrom(amount: unknown): number {
  const text = typeof amount === 'number' ? String(amount) : amount;
  if (typeof text === 'string' && /^\d{1,9}(\.0{1,2})?$/.test(text.trim()) && Number(text) >= 1)
    return Number(text);
  throw new InvalidRequestError('amount', amount, 'must be whole shillings, 1 or more');
}

function referenceFrom(value: unknown): string {
  const text = textFrom('reference', value);
  if (/^[A-Za-z0-9]{1,12}$/.test(text)) return text;
  throw new InvalidRequestError('reference', value, 'must be 1 to 12 letters and digits');
}
