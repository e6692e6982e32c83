/** What a callback is answered with: taken in, which says nothing of what comes of it (DARAJA-FACTS 5.7). */
export const CALLBACK_RECEIVED = { ResultCode: 0, ResultDesc: 'Accepted' } as const;
