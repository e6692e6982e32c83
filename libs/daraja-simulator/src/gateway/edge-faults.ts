import type { FaultKind } from '../faults/fault-rule.js';
import type { Answer } from './answer.js';

const INCAPSULA_PAGE =
  '<html><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body>' +
  'Request unsuccessful. Incapsula incident ID: 1234000560123456789-98765432109876543</body></html>';

/** The rate fault as Apigee prints it (DARAJA-FACTS 7.2). */
export function spikeArrest(perMinute: number, burst: number): Answer {
  const rate = `MessageRate{messagesPerPeriod=${perMinute}, periodInMicroseconds=60000000, maxBurstMessageCount=${burst}.0}`;
  return {
    status: 429,
    body: {
      fault: {
        faultstring: `Spike arrest violation. Allowed rate : ${rate}`,
        detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' },
      },
    },
  };
}

type EdgeFault = Extract<FaultKind, 'http-500' | 'http-503' | 'http-429' | 'html-403' | 'ok-with-error-body'>;

/** Answers given in place of the product's, which never sees the request. Each takes the request's id. */
export const EDGE_FAULTS: Record<EdgeFault, (requestId: string) => Answer> = {
  'http-500': (requestId) => unreachable(500, requestId),
  'http-503': () => ({
    status: 503,
    body: '<html><body>Service Unavailable</body></html>',
    contentType: 'text/html',
  }),
  'http-429': () => spikeArrest(5, 1),
  'html-403': () => ({ status: 403, body: INCAPSULA_PAGE, contentType: 'text/html' }),
  'ok-with-error-body': (requestId) => unreachable(200, requestId),
};

export const EDGE_FAULT_KINDS = Object.keys(EDGE_FAULTS) as EdgeFault[];

/** The intermittent back-end fault of DARAJA-FACTS 2.2; with status 200 as in 1.1. */
function unreachable(status: number, requestId: string): Answer {
  const errorMessage = 'Service is currently unreachable. Please try again later.';
  return { status, body: { requestId, errorCode: '500.003.1001', errorMessage } };
}

export function isEdgeFault(kind: FaultKind): kind is EdgeFault {
  return kind in EDGE_FAULTS;
}
