import { ENDPOINTS } from '../../../daraja/endpoints/daraja.endpoints.js';
import type { TestCase } from '../test-case.js';

export const QR_CASES: readonly TestCase[] = [
  {
    subject: 'qr',
    name: 'A QR code that pays the pay bill',
    expected: 'a PNG picture',
    needs: [],
    async run(bench, note) {
      const answer = await bench.send(ENDPOINTS.dynamicQr, {
        MerchantName: 'GO LIVE TEST',
        RefNo: 'GOLIVE',
        Amount: 1,
        TrxCode: 'PB',
        CPI: bench.settings.shortcode,
        Size: '300',
      });
      note('RequestID', answer.RequestID);
      const bytes = Buffer.from(answer.QRCode, 'base64').length;
      return { actual: `a PNG picture of ${bytes} bytes`, passed: bytes > 0 };
    },
  },
];
