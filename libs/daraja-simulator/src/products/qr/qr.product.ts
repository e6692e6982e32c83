import { ok, type Answer } from '../../gateway/answer.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import { encodeQr } from './qr-code.js';
import { qrPng } from './qr-png.js';

/** What a code of version 10 holds, in bytes. */
const LONGEST = 213;

/** A QR code that the M-Pesa app would scan to pay (DARAJA-FACTS 1.13): a PNG in base64. */
export class QrProduct implements Product {
  readonly op = 'qr';

  handle({ body, requestId }: ProductRequest): Answer {
    // What Safaricom encodes is not public; this text holds every field of the request.
    const fields = ['TrxCode', 'CPI', 'MerchantName', 'Amount', 'RefNo'];
    const text = fields.map((field) => textOf(body, field)).join('|');
    const png = qrPng(
      encodeQr(Buffer.from(text, 'utf8').subarray(0, LONGEST)),
      Number(textOf(body, 'Size')) || 300,
    );
    return ok({
      ResponseCode: '00',
      RequestID: requestId,
      ResponseDescription: 'QR Code Successfully Generated.',
      QRCode: png.toString('base64'),
    });
  }
}
