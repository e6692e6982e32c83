const REFUSED = /^refused with HTTP \d+: [\d.]+ /;
const RECEIPT = '[A-Z0-9]{10}';
const RECEIVED = new RegExp(`^ResultCode 0: .*; receipt ${RECEIPT}$`);
const paidOut = (command: string): Line => [
  `${command} to a customer`,
  'ResultCode 0 and a receipt',
  RECEIVED,
];
const ANY_FAILURE = 'a ResultCode other than 0';

/** A case, what is expected, and what comes. */
type Line = readonly [name: string, expected: string, actual: RegExp];

/** The whole form by subject, as it is filled on a healthy simulator. */
export const FORM: Readonly<Record<string, readonly Line[]>> = {
  Authentication: [
    ['OAuth with the right consumer key and secret', 'an access token', /^an access token for 3599 seconds$/],
    ['OAuth with a wrong consumer secret', 'refused, no token', /^refused with HTTP 400$/],
    ['Security credential made from a wrong password', 'ResultCode 2001', /^ResultCode 2001: /],
    ['Security credential made from the right password', 'ResultCode 0', /^ResultCode 0: /],
  ],
  'M-Pesa Express (STK push)': [
    [
      'The customer enters the right PIN',
      'ResultCode 0, a receipt, and KES 1.00',
      new RegExp(`^ResultCode 0: .*; receipt ${RECEIPT}; KES 1.00$`),
    ],
    ['Query of a push that was paid', 'ResultCode 0', /^ResultCode 0: /],
    ['The customer cancels the prompt', 'ResultCode 1032', /^ResultCode 1032: /],
    ['The customer enters a wrong PIN', 'ResultCode 2001', /^ResultCode 2001: /],
    ['The customer has too little money', 'ResultCode 1', /^ResultCode 1: /],
    ['The customer does not answer', 'ResultCode 1037 or 1019 or 1032', /^ResultCode 1037: /],
    ['A Password made with a wrong passkey', 'refused: Wrong credentials', REFUSED],
    ['An amount of 0', 'refused: Invalid Amount', REFUSED],
    [
      'A shortcode that does not exist',
      'refused: Merchant does not exist, or wrong credentials',
      /^refused with HTTP 500: 500.001.1001 Merchant does not exist$/,
    ],
  ],
  C2B: [
    ['Validation and confirmation URLs are registered', 'the URLs are taken', /^Success/],
    [
      'A customer pays, and the confirmation URL is told',
      'a confirmation with receipt, account GOLIVE-C2B and KES 10.00',
      new RegExp(`^a confirmation with receipt ${RECEIPT}, account GOLIVE-C2B and KES 10.00$`),
    ],
    [
      'A payment played with the simulate API',
      'accepted, and a confirmation with account GOLIVE-SIM',
      new RegExp(`^a confirmation with receipt ${RECEIPT}, account GOLIVE-SIM$`),
    ],
    [
      'External validation: the validation URL accepts a payment',
      'it is asked, and the payment is made and confirmed',
      new RegExp(`^asked; confirmed with receipt ${RECEIPT}$`),
    ],
    [
      'External validation: the validation URL refuses a payment',
      'it is asked, and the payment is not made',
      /^asked; not made: Invalid Account Number$/,
    ],
  ],
  B2C: [
    paidOut('SalaryPayment'),
    paidOut('BusinessPayment'),
    paidOut('PromotionPayment'),
    ['The Utility account holds too little', 'ResultCode 1, no money moves', /^ResultCode 1: /],
    ['An operator that does not exist', 'ResultCode 2001, no money moves', /^ResultCode 2001: /],
    ['A number that is not on M-Pesa', 'ResultCode 2040, no money moves', /^ResultCode 2040: /],
    ['A CommandID that does not exist', 'refused: Invalid CommandID', REFUSED],
    ['Remarks of more than 100 characters', 'refused: Invalid Remarks', REFUSED],
  ],
  B2B: [
    ['BusinessPayBill to another pay bill', 'ResultCode 0 and a receipt', RECEIVED],
    ['A receiver that does not exist', 'ResultCode SFC_IC0003, no money moves', /^ResultCode SFC_IC0003: /],
  ],
  'Transaction status': [
    [
      'Status of a payment that was made',
      'ResultCode 0 and Completed, for the same receipt',
      new RegExp(`^ResultCode 0: .*; Completed; receipt ${RECEIPT}$`),
    ],
    ['Status of a receipt that does not exist', ANY_FAILURE, /^ResultCode R000002: /],
  ],
  'Account balance': [
    [
      'Balance of the accounts of a pay bill',
      'ResultCode 0 and at least one account with its balance',
      /^ResultCode 0: .*; Working Account [\d.]+; .*Utility Account [\d.]+/,
    ],
  ],
  Reversal: [
    [
      'A payment by a customer is given back',
      'ResultCode 0, for the receipt of the payment',
      new RegExp(`^ResultCode 0: .*; original receipt ${RECEIPT}$`),
    ],
    ['A payment that was given back already', ANY_FAILURE, /^ResultCode R000001: /],
    ['A receipt that does not exist', ANY_FAILURE, /^ResultCode R000002: /],
  ],
  'Dynamic QR': [['A QR code that pays the pay bill', 'a PNG picture', /^a PNG picture of \d+ bytes$/]],
};
