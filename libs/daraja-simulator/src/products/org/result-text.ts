import { eastAfricaStamp } from '../../clock/east-africa-time.js';
import type { ResultOp } from '../../faults/fault-rule.js';
import type { SimulatorSettings } from '../../settings/simulator-settings.js';
import type { OrgRequest } from './org-request.js';
import { item, wireJson, type ResultItem } from './result-item.js';

type Spelling = Pick<SimulatorSettings, 'resultCodes' | 'resultLists' | 'emptyValues'>;

/** Products whose successes were seen with text codes (DARAJA-FACTS 1.7, 1.12). */
const TEXT_CODES: readonly ResultOp[] = ['b2b', 'tax', 'balance'];
/** Products whose failures still carry a parameter: when the back office was done. */
const PARAMETER_ON_FAILURE: readonly ResultOp[] = ['b2b', 'tax', 'balance'];

/** The internal address M-Pesa prints as QueueTimeoutURL, by what it calls the product. */
const QUEUE_NAMES: Record<ResultOp, string> = {
  b2c: 'b2cresults',
  pochi: 'b2cresults',
  b2b: 'b2bresults',
  tax: 'b2bresults',
  reversal: 'reversalresults',
  status: 'transactionstatusresults',
  balance: 'abresults',
};

/** The `Result` envelope as it goes over the wire, in the spelling the settings choose. */
export function resultText(request: OrgRequest, spelling: Spelling): string {
  const { outcome, op, finishedAt } = request;
  if (!outcome) throw new Error(`Request ${request.conversationId} has no outcome`);
  const code = outcome.done ? 0 : outcome.code;
  const stamp = Number(eastAfricaStamp(finishedAt ?? request.startedAt));
  const onFailure = PARAMETER_ON_FAILURE.includes(op) ? [item('BOCompletedTime', stamp)] : [];
  const parameters = outcome.done ? outcome.parameters : onFailure;
  const told = outcome.done ? outcome.references : (request.echoed ?? []);
  const references = told.length > 0 ? told : [queueItem(op)];
  const coded = codes(code, outcome.done && TEXT_CODES.includes(op), spelling.resultCodes);
  return wireJson({
    Result: {
      ...coded,
      ResultDesc: outcome.done ? 'The service request is processed successfully.' : outcome.text,
      OriginatorConversationID: request.originatorConversationId,
      ConversationID: request.conversationId,
      TransactionID: request.transactionId,
      ...(parameters.length > 0 && {
        ResultParameters: { ResultParameter: listed(parameters, outcome.done, spelling) },
      }),
      ReferenceData: { ReferenceItem: listed(references, false, spelling) },
    },
  });
}

/** What the queue sends in place of a result. The simulator's own design: no capture is public (DARAJA-FACTS 1.6). */
export function timeoutText(request: OrgRequest, transactionId: string): string {
  return wireJson({
    Result: {
      ResultType: 1,
      ResultCode: 1,
      ResultDesc: 'The request timed out in the queue.',
      OriginatorConversationID: request.originatorConversationId,
      ConversationID: request.conversationId,
      TransactionID: transactionId,
    },
  });
}

export function queueItem(op: ResultOp): ResultItem {
  const url = `https://internalsandbox.safaricom.co.ke/mpesa/${QUEUE_NAMES[op]}/v1/submit`;
  return item('QueueTimeoutURL', url);
}

function codes(
  code: number | string,
  asText: boolean,
  kind: Spelling['resultCodes'],
): { ResultType: number | string; ResultCode: number | string } {
  const text = kind === 'strings' || (kind === 'observed' && asText);
  return text ? { ResultType: '0', ResultCode: String(code) } : { ResultType: 0, ResultCode: code };
}

/** As observed, a lone item is an object and the parameters of a success are an array even when alone. */
function listed(
  items: readonly ResultItem[],
  parametersOfSuccess: boolean,
  { resultLists, emptyValues }: Spelling,
): unknown {
  const written = items.map((each) => withValue(each, emptyValues));
  const alone = written.length === 1;
  const asObject =
    resultLists === 'objects' ? alone : resultLists === 'observed' && alone && !parametersOfSuccess;
  return asObject ? written[0] : written;
}

function withValue({ Key, Value }: ResultItem, form: Spelling['emptyValues']): object {
  const empty = Value === undefined || Value === '';
  if (!empty || form === 'observed') return { Key, Value };
  return form === 'omitted' ? { Key } : { Key, Value: '' };
}
