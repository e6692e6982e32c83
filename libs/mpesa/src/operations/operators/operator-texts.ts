import { operatorTextProblems } from '../../daraja/contracts/request-rules.js';
import { refuseProblems } from '../payment-request.js';

/** @throws InvalidRequestError field `remarks` */
export function readRemarks(remarks: string | undefined, otherwise: string): string {
  refuseProblems(operatorTextProblems({ remarks }), { remarks });
  return remarks ?? otherwise;
}

/** @throws InvalidRequestError field `occasion` */
export function readOccasion(occasion: string | undefined): string | null {
  refuseProblems(operatorTextProblems({ occasion }), { occasion });
  return occasion ?? null;
}
