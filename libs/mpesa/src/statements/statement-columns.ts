/** What the portal calls its columns, case, blanks and punctuation apart. Exports of different years differ in order and in number. */
const NAMES = {
  receipt: ['receiptno', 'receiptnumber', 'receipt'],
  completedAt: ['completiontime'],
  initiatedAt: ['initiationtime'],
  details: ['details'],
  status: ['transactionstatus', 'status'],
  paidIn: ['paidin'],
  withdrawn: ['withdrawn'],
  reason: ['reasontype'],
  party: ['otherpartyinfo', 'otherparty'],
  linkedReceipt: ['linkedtransactionid'],
  reference: ['acno', 'accountno', 'accountnumber'],
  currency: ['currency'],
} as const;

export type StatementColumn = keyof typeof NAMES;

/** Without these a file is no statement. */
const NEEDED = ['receipt', 'completedAt', 'status', 'paidIn', 'withdrawn'] as const;

/** The same in the portal's words, for error messages. */
export const NEEDED_COLUMNS = 'Receipt No., Completion Time, Transaction Status, Paid In and Withdrawn';

/** Where each column stands, counted from 0. */
export type StatementColumns = ReadonlyMap<StatementColumn, number>;

/** Reads the line that names the columns; null for any other line. */
export function findColumns(cells: readonly string[]): StatementColumns | null {
  const words = cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''));
  const columns = new Map<StatementColumn, number>();
  for (const [column, names] of Object.entries(NAMES) as [StatementColumn, readonly string[]][]) {
    const index = words.findIndex((word) => names.includes(word));
    if (index >= 0) columns.set(column, index);
  }
  return NEEDED.every((column) => columns.has(column)) ? columns : null;
}
