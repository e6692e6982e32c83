import { Controller, Get } from '@nestjs/common';
import { UnassignedMoney } from './unassigned-money.js';
import type { Unassigned } from './unassigned.entity.js';

/** For the shopkeeper. A real shop puts a login before it. */
@Controller('api/unassigned')
export class UnassignedController {
  constructor(private readonly money: UnassignedMoney) {}

  @Get()
  list(): Promise<Unassigned[]> {
    return this.money.list();
  }
}
