import { Controller, Get, UseGuards } from '@nestjs/common';
import { PaymentsService, type Payment } from 'nestjs-mpesa';
import { OwnMachineGuard } from '../http/own-machine.guard.js';
import { MoneyBook, type Unassigned } from './money-book.js';

/** With the account number as the payer typed it, which may be anything and is kept by the payment alone. */
type ShownUnassigned = Unassigned & Pick<Payment, 'reference'>;

/** For the shopkeeper. */
@Controller('api/unassigned')
@UseGuards(OwnMachineGuard)
export class UnassignedController {
  constructor(
    private readonly money: MoneyBook,
    private readonly payments: PaymentsService,
  ) {}

  @Get()
  async list(): Promise<ShownUnassigned[]> {
    return Promise.all((await this.money.unassigned()).map((row) => this.shown(row)));
  }

  private async shown(row: Unassigned): Promise<ShownUnassigned> {
    return { ...row, reference: (await this.payments.get(row.paymentId)).reference };
  }
}
