/**
 * What a phone can do with a prompt: `offline` and `no-stk` never see it (1037), `late` answers after it expired (1036),
 * `pin-locked` sees it and fails (8006), `unregistered` is not on M-Pesa and is refused before any prompt.
 */
export const PHONE_STATES = ['normal', 'offline', 'no-stk', 'pin-locked', 'unregistered', 'late'] as const;
/** How a phone takes prompts. */
export type PhoneState = (typeof PHONE_STATES)[number];
