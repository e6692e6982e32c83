/** What a case cannot be run without, and what the form says where it is missing. */
export const NEEDS = {
  callbacks: 'no callback URL given (--callback-url)',
  operator: 'no API operator given (MPESA_INITIATOR_NAME and MPESA_INITIATOR_PASSWORD)',
  'answering-phone': 'no phone given that somebody answers (--phone)',
  simulator:
    'cannot be arranged on the sandbox: only the simulator has such customers, accounts and settings',
} as const;

export type Need = keyof typeof NEEDS;
