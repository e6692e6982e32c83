import type { DynamicQrAnswer, DynamicQrRequestBody } from '../daraja/contracts/dynamic-qr.contract.js';
import { centsToShillings } from '../values/money.js';

/** Daraja's codes of what scanning does. */
export const QR_CODES = { paybill: 'PB', till: 'BG', agent: 'WA', person: 'SM', business: 'SB' } as const;

/** What is to be drawn. */
export interface QrDrawing {
  readonly merchantName: string;
  readonly reference: string;
  readonly amountCents: number;
  readonly payee: { readonly type: keyof typeof QR_CODES; readonly number: string };
  /** Width and height in pixels. */
  readonly size: number;
}

export function toDynamicQrBody(drawing: QrDrawing): DynamicQrRequestBody {
  return {
    MerchantName: drawing.merchantName,
    RefNo: drawing.reference,
    Amount: centsToShillings(drawing.amountCents),
    TrxCode: QR_CODES[drawing.payee.type],
    CPI: drawing.payee.number,
    Size: String(drawing.size),
  };
}

/** The picture, a PNG, and Safaricom's name of the request. */
export function pictureFrom(answer: DynamicQrAnswer) {
  return { png: Buffer.from(answer.QRCode, 'base64'), requestId: answer.RequestID };
}
