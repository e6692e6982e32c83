import type { SimulatorSettings } from '../../settings/simulator-settings.js';

interface RatibaOutcome {
  readonly code: string;
  readonly text: string;
  readonly transactionId: string;
  readonly requestRefId: string;
  readonly responseRefId: string;
  readonly msisdn: string;
}

/** Success comes in lower camel case, failure in Pascal case, as seen; or all in one (DARAJA-FACTS 1.15). */
export function ratibaCallback(outcome: RatibaOutcome, casing: SimulatorSettings['ratibaCasing']): object {
  const done = outcome.code === '0';
  const camel = casing === 'camel' || (casing === 'observed' && done);
  const {
    code,
    text,
    transactionId,
    requestRefId: requestRefID,
    responseRefId: responseRefID,
    msisdn,
  } = outcome;
  const shown = done ? `${msisdn.slice(0, 3)}******${msisdn.slice(-3)}` : `*********${msisdn.slice(-3)}`;
  const data: [string, string][] = [
    ['TransactionID', transactionId],
    ['responseCode', code],
    ['Status', done ? 'OKAY' : 'ERROR'],
    ['Msisdn', shown],
  ];
  const header = { responseRefID, requestRefID, responseCode: code, responseDescription: text };
  return camel
    ? {
        responseHeader: header,
        responseBody: { responseData: data.map(([name, value]) => ({ name, value })) },
      }
    : {
        ResponseHeader: header,
        ResponseBody: { ResponseData: data.map(([Name, Value]) => ({ Name, Value })) },
      };
}
