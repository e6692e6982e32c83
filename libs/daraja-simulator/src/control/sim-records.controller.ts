import { Controller, Get, Query } from '@nestjs/common';
import { Journal, type JournalEntry } from '../journal/journal.js';
import { Ledger, type LedgerView } from '../ledger/ledger.js';

/** What happened: the money and the messages. */
@Controller('sim')
export class SimRecordsController {
  constructor(
    private readonly money: Ledger,
    private readonly journal: Journal,
  ) {}

  @Get('ledger')
  ledger(): LedgerView {
    return this.money.view();
  }

  /** Oldest first; `op`, `direction` and `after` (an id) narrow it. */
  @Get('requests')
  requests(
    @Query('op') op?: string,
    @Query('direction') direction?: string,
    @Query('after') after?: string,
  ): JournalEntry[] {
    const fits = (entry: JournalEntry): boolean =>
      (!op || entry.op === op) &&
      (!direction || entry.direction === direction) &&
      entry.id > Number(after ?? 0);
    return this.journal.list().filter(fits);
  }
}
