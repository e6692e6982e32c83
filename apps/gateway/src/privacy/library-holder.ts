import { Injectable } from '@nestjs/common';
import { PersonalDataService, type ErasedParts, type KeptPart } from 'nestjs-mpesa';
import type { PersonalDataHolder, PersonOrder } from './personal-data-holder.js';
import type { Erasure, Person } from '../persons/personal-table.js';

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

/** The library keeps its records for ever. Why somebody asked may name them, and is kept here, until it is cut like everything else. */
const REASON = 'as gateway_person_request says';

/** What the library's tables hold. */
@Injectable()
export class LibraryHolder implements PersonalDataHolder {
  readonly name = 'library';

  constructor(private readonly personalData: PersonalDataService) {}

  async export({ phone }: Person, { by, payments }: PersonOrder): Promise<Record<string, readonly object[]>> {
    const data = await this.personalData.export(phone, { by, reason: REASON, payments });
    const { prompts, erasures, exports, references, phone: _, ...rows } = data;
    const parts = { ...rows, prompts: prompts === null ? [] : [prompts] };
    const shown = Object.entries(TABLES).map(([part, table]) => [table, parts[part as keyof ErasedParts]]);
    const records = { mpesa_erasure: erasures, mpesa_export: exports };
    return { ...Object.fromEntries(shown), 'mpesa_payment.reference': references, ...records };
  }

  async erase({ phone }: Person, { by, payments }: PersonOrder): Promise<Record<string, Erasure>> {
    const { erased, kept } = await this.personalData.erase(phone, { by, reason: REASON, payments });
    const keptOf = (part: string): number => kept.filter(({ what }) => KEPT_AS[what] === part).length;
    const told = Object.entries(TABLES).map(([part, table]) => [
      table,
      { erased: erased[part as keyof ErasedParts], kept: keptOf(part) },
    ]);
    return Object.fromEntries(told);
  }
}
