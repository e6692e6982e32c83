import type { Acknowledgement } from '../../daraja/contracts/acknowledgement.js';
import type { OrganisationRequestBody } from '../../daraja/contracts/organisation-request.js';
import { type ResultEnvelope, parseQueueTimeout } from '../../daraja/contracts/result-envelope.js';
import type { Endpoint } from '../../daraja/wire/endpoint.js';
import type { Workbench } from './workbench.js';
import type { NoteId } from './filled-case.js';

/** One thing that the organisation's operator asks for: what every such request carries, and the wait for its result. */
export interface OperatorOrder<Req extends OrganisationRequestBody, R extends ResultEnvelope> {
  readonly endpoint: Endpoint<Req, Acknowledgement>;
  /** The request, around the fields of every one. */
  readonly body: (fields: OrganisationRequestBody, operatorName: string) => Req;
  readonly parse: (body: unknown) => R | null;
  /** Instead of the operator's own. */
  readonly credential?: string;
}

/** Asks, and waits for the result. Throws when it is refused at once, times out in the queue, or never comes. */
export async function askAsOperator<Req extends OrganisationRequestBody, R extends ResultEnvelope>(
  bench: Workbench,
  order: OperatorOrder<Req, R>,
  note: NoteId,
): Promise<R> {
  const { operator } = bench.settings;
  if (!operator) throw new Error('there is no API operator');
  const [results, timeouts] = [bench.box('result'), bench.box('timeout')];
  const fields = {
    SecurityCredential: order.credential ?? operator.credential,
    Remarks: 'go-live test',
    ResultURL: results.url,
    QueueTimeOutURL: timeouts.url,
  };
  const taken = await bench.send(order.endpoint, order.body(fields, operator.name));
  note('OriginatorConversationID', taken.OriginatorConversationID);
  note('ConversationID', taken.ConversationID);
  const timedOut = timeouts.first(parseQueueTimeout).then(() => {
    throw new Error('M-Pesa gave up in its queue (QueueTimeOutURL)');
  });
  const result = await Promise.race([results.first(order.parse), timedOut]);
  note('TransactionID', result.transactionId);
  return result;
}
