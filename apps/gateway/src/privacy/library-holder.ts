import type { ErasedParts, KeptPart, PersonalDataService } from 'nestjs-mpesa';
import type { PersonalDataHolder, PersonOrder } from './people-desk.js';
import type { Erasure, Person } from './personal-table.js';

/** The library's tables, by what its service calls the rows. */
const TABLES: Readonly<Record<keyof ErasedParts, string>> = {
  payments: 'mpesa_payment',
  standingOrders: 'mpesa_standing_order',
  events: 'mpesa_event',
  callbacks: 'mpesa_callback',
  inquiries: 'mpesa_inquiry',
  prompts: 'mpesa_phone_line',
};

const KEPT_AS: Readonly<Record<KeptPart['what'], keyof ErasedParts>> = {
  payment: 'payments',
  'standing-order': 'standingOrders',
  callback: 'callbacks',
  inquiry: 'inquiries',
  prompt: 'prompts',
};

/** What the library's tables hold. */
export class LibraryHolder implements PersonalDataHolder {
  readonly name = 'library';

  constructor(private readonly personalData: PersonalDataService) {}

  async export({ phone }: Person): Promise<Record<string, readonly object[]>> {
    const { prompts, erasures, references, phone: _, ...rows } = await this.personalData.export(phone);
    const parts = { ...rows, prompts: prompts === null ? [] : [prompts] };
    const shown = Object.entries(TABLES).map(([part, table]) => [table, parts[part as keyof ErasedParts]]);
    return { ...Object.fromEntries(shown), 'mpesa_payment.reference': references, mpesa_erasure: erasures };
  }

  async erase({ phone }: Person, order: PersonOrder): Promise<Record<string, Erasure>> {
    const { erased, kept } = await this.personalData.erase(phone, order);
    const keptOf = (part: string): number => kept.filter(({ what }) => KEPT_AS[what] === part).length;
    const told = Object.entries(TABLES).map(([part, table]) => [
      table,
      { erased: erased[part as keyof ErasedParts], kept: keptOf(part) },
    ]);
    return Object.fromEntries(told);
  }
}
