import {
  type BillManagerAnswer,
  type BillManagerCancelBody,
  type BillManagerInvoiceBody,
  type BillManagerOptInBody,
  type BillManagerReceiptBody,
  parseBillManagerAnswer,
} from '../contracts/bill-manager.contract.js';
import { type Endpoint, endpoint } from '../wire/endpoint.js';
import { withoutTrailingSlashes } from '../../values/slashes.js';

/** What differs from app to app. */
export interface BillManagerWiring {
  /** `/v1/billmanager-invoice`; go-live mails print it twice in a row. */
  readonly prefix?: string;
  /** `cancel-bulk-invoices`; go-live mails have it in the singular. */
  readonly cancelBulk?: 'cancel-bulk-invoices' | 'cancel-bulk-invoice';
  /** What opting in gave. No page tells the name of its header for certain, so it goes under both that are printed. */
  readonly appKey?: string;
}

/** The rows of Bill Manager. */
export function billManagerEndpoints(wiring: BillManagerWiring = {}) {
  const { prefix = '/v1/billmanager-invoice', cancelBulk = 'cancel-bulk-invoices', appKey } = wiring;
  const row = <Req>(name: string, onUnanswered: 'retry' | 'reconcile'): Endpoint<Req, BillManagerAnswer> =>
    endpoint<Req, BillManagerAnswer>({
      product: 'bill-manager',
      method: 'POST',
      path: `${withoutTrailingSlashes(prefix)}/${name}`,
      auth: 'bearer',
      onUnanswered,
      parse: parseBillManagerAnswer,
      ...(appKey === undefined ? {} : { headers: { appKey, app_key: appKey } }),
    });
  return {
    optIn: row<BillManagerOptInBody>('optin', 'retry'),
    changeOptIn: row<BillManagerOptInBody>('change-optin-details', 'retry'),
    // A message goes to the customer with each: never twice on our account.
    invoice: row<BillManagerInvoiceBody>('single-invoicing', 'reconcile'),
    invoices: row<readonly BillManagerInvoiceBody[]>('bulk-invoicing', 'reconcile'),
    receipt: row<BillManagerReceiptBody>('reconciliation', 'reconcile'),
    changeInvoice: row<BillManagerInvoiceBody>('change-invoice', 'retry'),
    changeInvoices: row<readonly BillManagerInvoiceBody[]>('change-invoices', 'retry'),
    cancelInvoice: row<BillManagerCancelBody>('cancel-single-invoice', 'retry'),
    cancelInvoices: row<readonly BillManagerCancelBody[]>(cancelBulk, 'retry'),
  } as const;
}

const usual = billManagerEndpoints();

/** The rows of Bill Manager where the app is wired as the portal documents it. */
export const BILL_MANAGER_ENDPOINTS = {
  billManagerOptIn: usual.optIn,
  billManagerChangeOptIn: usual.changeOptIn,
  billManagerInvoice: usual.invoice,
  billManagerInvoices: usual.invoices,
  billManagerReceipt: usual.receipt,
  billManagerChangeInvoice: usual.changeInvoice,
  billManagerChangeInvoices: usual.changeInvoices,
  billManagerCancelInvoice: usual.cancelInvoice,
  billManagerCancelInvoices: usual.cancelInvoices,
} as const;
