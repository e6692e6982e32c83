import type { B2bCommand } from './b2b.contract.js';

/** One broken rule of a request; Daraja would refuse it, or lose it. */
export interface RequestProblem {
  /** Our name of the field. */
  readonly field: string;
  readonly rule: string;
}

/** How long a text may be, in characters. */
export const TEXT_LIMITS = {
  remarks: { min: 2, max: 100 },
  occasion: { min: 1, max: 100 },
  originatorConversationId: { min: 1, max: 50 },
  initiator: { min: 1, max: 50 },
  /** Of B2B; STK push and Ratiba take 12. */
  b2bAccount: { min: 1, max: 13 },
} as const satisfies Record<string, { min: number; max: number }>;

/** Whole shillings (portal page BusinessToCustomer). */
export const B2C_AMOUNT = { min: 10, max: 250_000 } as const;

/** The texts that every request of an organisation's operator may carry; what is left out is not checked. */
export interface OperatorTexts {
  readonly remarks?: string;
  readonly occasion?: string;
  readonly originatorConversationId?: string;
  readonly initiator?: string;
}

/** Checks the texts of a request; an empty list means none of them breaks a rule. */
export function operatorTextProblems(texts: OperatorTexts): RequestProblem[] {
  const fields = ['remarks', 'occasion', 'originatorConversationId', 'initiator'] as const;
  return fields.flatMap((field) => textProblems(field, texts[field], TEXT_LIMITS[field]));
}

/** Checks what a B2C or Pochi payment pays. */
export function b2cAmountProblems(amount: number): RequestProblem[] {
  const { min, max } = B2C_AMOUNT;
  if (Number.isSafeInteger(amount) && amount >= min && amount <= max) return [];
  return [{ field: 'amount', rule: `must be whole shillings from ${min} to ${max}` }];
}

/** What a B2B payment is about. */
export interface B2bParties {
  readonly command: B2bCommand;
  readonly from: string;
  readonly to: string;
  readonly account?: string;
}

/** Checks the parties and the account of a B2B payment. Only own Working to own Utility has one shortcode twice. */
export function b2bProblems({ command, from, to, account }: B2bParties): RequestProblem[] {
  const problems = textProblems('account', account, TEXT_LIMITS.b2bAccount);
  if (command === 'BusinessPayBill' && account === undefined) {
    problems.push({ field: 'account', rule: 'must be given for BusinessPayBill' });
  }
  const withinUs = command === 'BusinessTransferFromMMFToUtility';
  if (withinUs && from !== to) problems.push({ field: 'to', rule: `must be ${from} itself for ${command}` });
  if (!withinUs && from === to)
    problems.push({ field: 'to', rule: 'must be another shortcode than the payer' });
  return problems;
}

function textProblems(
  field: string,
  text: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): RequestProblem[] {
  if (text === undefined) return [];
  // What comes from JSON is a text only by its type.
  const valid = typeof text === 'string' && text.trim().length >= min && text.length <= max;
  if (valid) return [];
  return [{ field, rule: `must have ${min} to ${max} characters` }];
}
