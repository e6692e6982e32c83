import { Injectable, type Type } from '@nestjs/common';
import type { HandPayment } from 'daraja-simulator';
import {
  MpesaC2bValidator,
  type C2bValidationRequest,
  type C2bValidator,
  type C2bVerdict,
} from 'nestjs-mpesa';
import type { TestApp } from '../../support/test-app.js';

export const JOHN = '254708374149';
export const PAYBILL = '174379';
export const TILL = { type: 'till', shortcode: '300583', till: '300584' } as const;

/** URLs are registered, and M-Pesa asks before it takes money for the pay bill. */
export async function askFirst(shop: TestApp, shortcode: string = PAYBILL): Promise<void> {
  await shop.c2b.registerUrls();
  shop.sim.setShortcode(shortcode, { externalValidation: 'on' });
}

/** John pays the pay bill from his phone's menu. */
export function johnPays(shop: TestApp, account = 'INV-77', amount = 150): Promise<HandPayment> {
  return shop.sim.pay(JOHN, { shortcode: PAYBILL, account, amount });
}

/** What the shop answered when it was last asked. */
export function lastVerdict({ sim }: TestApp): unknown {
  return sim.requests().findLast(({ op }) => op === 'c2b-validation')?.responseBody;
}

/** A host's validator that answers as a test wants it to. */
export function validatorThat(
  judge: (request: C2bValidationRequest) => C2bVerdict | Promise<C2bVerdict>,
): Type<C2bValidator> {
  @MpesaC2bValidator()
  @Injectable()
  class Validator implements C2bValidator {
    validate(request: C2bValidationRequest): C2bVerdict | Promise<C2bVerdict> {
      return judge(request);
    }
  }
  return Validator;
}
