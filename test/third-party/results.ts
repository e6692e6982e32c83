const ResultDesc = 'The service request is processed successfully.';

/** The head of a result that succeeded. */
export const DONE = { ResultType: 0, ResultCode: 0, ResultDesc };

/** The same of an account balance, whose codes are strings on the wire. */
export const BALANCE_DONE = { ResultType: '0', ResultCode: '0', ResultDesc };
