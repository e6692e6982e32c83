import { resultCodes } from 'nestjs-mpesa';

export interface PhpResultCode {
  readonly code: string;
  readonly description: string;
  readonly action: string;
  /** What the catalogue says. */
  readonly meaning: string;
}

/** Description and action in the platform's own words, for the codes that it prints. */
const PRINTED: Readonly<Record<string, readonly [description: string, action: string]>> = {
  '0': ['Success', 'Transaction completed successfully'],
  '1': ['Insufficient Balance', 'Customer has insufficient funds'],
  '1032': ['Cancelled by User', 'Customer cancelled the request'],
  '1037': ['Timeout', "User didn't enter PIN in time"],
  '2001': ['Invalid Initiator', 'Check your credentials'],
};

/** The catalogue as this platform shows it. */
export function phpResultCodes(): PhpResultCode[] {
  return resultCodes().map(({ code, meaning, adviceToDeveloper }) => {
    const [description, action] = PRINTED[code] ?? [meaning, adviceToDeveloper];
    return { code, description, action, meaning };
  });
}
