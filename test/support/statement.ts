/** A line of the portal's statement as far as tests change it. */
export type Line = {
  readonly receipt: string;
  /** Epoch ms. */
  readonly at: number;
  readonly paidIn?: string;
  readonly withdrawn?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly party?: string;
  readonly account?: string;
  /** Receipt of the transaction that it belongs to. */
  readonly linked?: string;
};

const EAST_AFRICA_MS = 3 * 60 * 60 * 1000;

/** The organisation portal's export with these lines, which begin on line 4. */
export function statementOf(lines: readonly Line[]): string {
  return `${STATEMENT_HEAD}${lines.map(lineOf).join('')}`;
}

export const STATEMENT_HEAD =
  'Organization Name,DUKA LTD\nTime Period,01-11-2026 - 30-11-2026\n' +
  'Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,' +
  'Reason Type,Other Party Info,Linked Transaction ID,A/C No.\n';

export function lineOf({
  receipt,
  at,
  paidIn = '',
  withdrawn = '',
  status = 'Completed',
  reason = 'Pay Bill Online',
  party = '254712345678 - JANE DOE',
  account = 'INV-77',
  linked = '',
}: Line): string {
  const time = timeOf(at);
  const cells = [
    receipt,
    time,
    time,
    reason,
    status,
    paidIn,
    withdrawn,
    '',
    'true',
    reason,
    party,
    linked,
    account,
  ];
  return `${cells.map((cell) => `"${cell}"`).join(',')}\n`;
}

/** `DD-MM-YYYY HH:mm:ss` in Nairobi. */
function timeOf(at: number): string {
  const [day = '', time = ''] = new Date(at + EAST_AFRICA_MS).toISOString().slice(0, 19).split('T');
  return `${day.split('-').reverse().join('-')} ${time}`;
}
