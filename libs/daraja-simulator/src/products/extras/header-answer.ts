import { eastAfricaParts } from '../../clock/east-africa-time.js';
import { ok, type Answer } from '../../gateway/answer.js';

interface Header {
  readonly requestId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly message: string;
  readonly customerMessage: string;
}

/** An answer of Bonga and of data bundles, in an envelope that only they have (portal pages LipaNaBonga, MobileCenter). */
export function underHeader(header: Header, body: object | null = null): Answer {
  const { requestId, at, message, customerMessage } = header;
  const { year, month, day, hour, minute, second, millisecond } = eastAfricaParts(at);
  return ok({
    header: {
      requestRefId: requestId,
      responseCode: 200,
      responseMessage: message,
      customerMessage,
      timestamp: `${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}`,
    },
    body,
  });
}
