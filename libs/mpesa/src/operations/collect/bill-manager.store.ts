/** That a shortcode has opted in to Bill Manager, as far as it was done through this module. */
export interface StoredBiller {
  readonly shortcode: string;
  readonly account: string;
  /** Encrypted; null when Safaricom's answer had none. */
  readonly sealedAppKey: string | null;
  readonly email: string;
  readonly callbackUrl: string;
  /** Epoch ms. */
  readonly optedInAt: number;
  /** Epoch ms. */
  readonly updatedAt: number;
}

/** Which invoice a payment is acknowledged for; one payment may pay several. */
export interface BillReceiptKey {
  readonly paymentId: string;
  readonly invoiceId: string;
}

/** That a payment for a bill was acknowledged to Bill Manager. */
export interface StoredBillReceipt extends BillReceiptKey {
  /** When the acknowledgement was sent, epoch ms. */
  readonly sentAt: number;
  /** When Safaricom had it, epoch ms; null while nobody knows. */
  readonly acknowledgedAt: number | null;
}

export interface BillManagerStore {
  putBiller(biller: StoredBiller): Promise<void>;
  biller(shortcode: string): Promise<StoredBiller | null>;
  /** Takes the one right to send an acknowledgement. @returns false when it is taken, whoever has it and whatever became of it */
  claimReceipt(key: BillReceiptKey, now: number): Promise<boolean>;
  receipt(key: BillReceiptKey): Promise<StoredBillReceipt | null>;
  acknowledged(key: BillReceiptKey, now: number): Promise<void>;
  /** Gives the right back: nothing came of sending. What is acknowledged stays so. */
  releaseReceipt(key: BillReceiptKey): Promise<void>;
}
