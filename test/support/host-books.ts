import { Inject, Injectable } from '@nestjs/common';
import {
  OnMpesa,
  type PaymentFailed,
  type PaymentInReview,
  type PaymentSucceeded,
  type PaymentSuperseded,
} from 'nestjs-mpesa';

/** What the host was told by durable events, in order; several instances of one host keep one set of books. */
export type Books = {
  readonly succeeded: PaymentSucceeded[];
  readonly failed: PaymentFailed[];
  readonly reviews: PaymentInReview[];
  readonly superseded: PaymentSuperseded[];
};

export const BOOKS = Symbol('BOOKS');

export function emptyBooks(): Books {
  return { succeeded: [], failed: [], reviews: [], superseded: [] };
}

/** The host's bookkeeper: writes down whatever it is told. */
@Injectable()
export class Bookkeeper {
  constructor(@Inject(BOOKS) private readonly books: Books) {}

  @OnMpesa('payment.succeeded')
  succeeded(event: PaymentSucceeded): void {
    this.books.succeeded.push(event);
  }

  @OnMpesa('payment.failed')
  failed(event: PaymentFailed): void {
    this.books.failed.push(event);
  }

  @OnMpesa('payment.review')
  review(event: PaymentInReview): void {
    this.books.reviews.push(event);
  }

  @OnMpesa('payment.superseded')
  superseded(event: PaymentSuperseded): void {
    this.books.superseded.push(event);
  }
}
