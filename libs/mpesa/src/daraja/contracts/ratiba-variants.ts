import type { RatibaRequestBody } from './ratiba.contract.js';

/** How often a standing order is paid. `biweekly` is every two weeks, `bimonthly` every two months. */
export type RatibaFrequency =
  'once' | 'daily' | 'weekly' | 'biweekly' | 'monthly' | 'bimonthly' | 'quarterly' | 'half-yearly' | 'yearly';

/** A standing order in our words. */
export interface RatibaOrder {
  /** Unique per customer. */
  readonly name: string;
  /** `YYYYMMDD`. */
  readonly startDay: string;
  readonly endDay: string;
  readonly shortcode: string;
  readonly payTo: 'paybill' | 'till';
  /** Whole shillings. */
  readonly amount: number;
  /** Twelve digits. */
  readonly phone: string;
  readonly callbackUrl: string;
  /** At most 12 characters. */
  readonly accountReference: string;
  /** At most 13 characters. */
  readonly description: string;
  readonly frequency: RatibaFrequency;
  /** Ours; sent by the variants that have a field for it. */
  readonly clientId?: string;
}

interface Variant {
  readonly transactionTypes: Readonly<Record<RatibaOrder['payTo'], string>>;
  readonly frequencies: Readonly<Partial<Record<RatibaFrequency, string>>>;
  readonly nameTwice: boolean;
  readonly clientIdFields: ReadonlyArray<'CustomStoId' | 'CustomstdoId'>;
}

const EIGHT_FREQUENCIES = {
  once: '1',
  daily: '2',
  weekly: '3',
  monthly: '4',
  bimonthly: '5',
  quarterly: '6',
  'half-yearly': '7',
  yearly: '8',
} as const;

/** The three versions of the wire that are known; which of them an app speaks only its contract tells. */
export const RATIBA_VARIANTS = {
  /** The portal's page of December 2025, misspelling included. */
  'portal-2025': {
    transactionTypes: {
      paybill: 'Standing Order Customer Pay Bill',
      till: 'Standing Order Customer Pay Marchant',
    },
    frequencies: EIGHT_FREQUENCIES,
    nameTwice: false,
    clientIdFields: [],
  },
  /** The Postman collection of 2026, which leaves the frequencies open. */
  'postman-2026': {
    transactionTypes: {
      paybill: 'Standing Order Customer Pay Bill',
      till: 'Standing Order Customer Pay Merchant',
    },
    frequencies: EIGHT_FREQUENCIES,
    nameTwice: false,
    clientIdFields: ['CustomStoId'],
  },
  /** The portal's page as integrators report it in 2026: two weeks came in, and monthly moved to 5. */
  'portal-2026': {
    transactionTypes: {
      paybill: 'Standing Order Pay Bill External Third Party',
      till: 'Standing Order Pay Merchant External Third Party',
    },
    frequencies: {
      once: '1',
      daily: '2',
      weekly: '3',
      biweekly: '4',
      monthly: '5',
      bimonthly: '6',
      quarterly: '7',
      'half-yearly': '8',
      yearly: '9',
    },
    nameTwice: true,
    clientIdFields: ['CustomStoId', 'CustomstdoId'],
  },
} as const satisfies Record<string, Variant>;

export type RatibaVariant = keyof typeof RATIBA_VARIANTS;

/** Writes an order in one version of the wire. Throws a RangeError for a frequency that this version does not have. */
export function ratibaRequestBody(order: RatibaOrder, variant: RatibaVariant): RatibaRequestBody {
  const { transactionTypes, frequencies, nameTwice, clientIdFields }: Variant = RATIBA_VARIANTS[variant];
  const frequency = frequencies[order.frequency];
  if (frequency === undefined) throw new RangeError(`Ratiba ${variant} has no frequency ${order.frequency}`);
  const { clientId } = order;
  return {
    StandingOrderName: order.name,
    ...(nameTwice ? { StandingOrderNameName: order.name } : {}),
    StartDate: order.startDay,
    EndDate: order.endDay,
    BusinessShortCode: order.shortcode,
    TransactionType: transactionTypes[order.payTo],
    ReceiverPartyIdentifierType: order.payTo === 'till' ? '2' : '4',
    Amount: String(order.amount),
    PartyA: order.phone,
    CallBackURL: order.callbackUrl,
    AccountReference: order.accountReference,
    TransactionDesc: order.description,
    Frequency: frequency,
    ...(clientId === undefined ? {} : Object.fromEntries(clientIdFields.map((field) => [field, clientId]))),
  };
}
