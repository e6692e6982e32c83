/** An opt-in to Bill Manager: which app bills for which shortcode, and where payments are pushed. */
export interface BillerAccount {
  readonly appKey: string;
  shortcode: string;
  callbackUrl: string;
}

export interface Invoice {
  readonly externalReference: string;
  readonly accountReference: string;
  readonly phone: string;
  readonly name: string;
  readonly cents: number;
  paidCents: number;
}

/** Billers by app, and their invoices. */
export class BillBook {
  private readonly billers = new Map<string, BillerAccount>();
  private readonly invoices = new Map<string, Map<string, Invoice>>();

  optIn(consumerKey: string, account: BillerAccount): void {
    this.billers.set(consumerKey, account);
  }

  biller(consumerKey: string): BillerAccount | undefined {
    return this.billers.get(consumerKey);
  }

  billerOf(shortcode: string): { consumerKey: string; account: BillerAccount } | undefined {
    const found = [...this.billers].find(([, account]) => account.shortcode === shortcode);
    return found && { consumerKey: found[0], account: found[1] };
  }

  add(consumerKey: string, invoice: Invoice): void {
    const known = this.invoices.get(consumerKey) ?? new Map<string, Invoice>();
    this.invoices.set(consumerKey, known.set(invoice.externalReference, invoice));
  }

  find(consumerKey: string, externalReference: string): Invoice | undefined {
    return this.invoices.get(consumerKey)?.get(externalReference);
  }

  /** The oldest invoice for an account that is not paid in full. */
  due(consumerKey: string, accountReference: string): Invoice | undefined {
    const all = [...(this.invoices.get(consumerKey)?.values() ?? [])];
    return all.find(
      (invoice) =>
        invoice.accountReference.toLowerCase() === accountReference.toLowerCase() &&
        invoice.paidCents < invoice.cents,
    );
  }

  cancel(consumerKey: string, externalReference: string): void {
    this.invoices.get(consumerKey)?.delete(externalReference);
  }

  clear(): void {
    this.billers.clear();
    this.invoices.clear();
  }
}
