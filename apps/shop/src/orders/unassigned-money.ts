import { Injectable } from '@nestjs/common';
import { DataSource, In, type Repository } from 'typeorm';
import { Unassigned } from './unassigned.entity.js';

/** Money that fits no order, until a person has dealt with it. */
@Injectable()
export class UnassignedMoney {
  private readonly rows: Repository<Unassigned>;

  constructor(database: DataSource) {
    this.rows = database.getRepository(Unassigned);
  }

  /** Newest first. */
  list(): Promise<Unassigned[]> {
    return this.rows.find({ order: { at: 'DESC' }, take: 200 });
  }

  async keep(money: Unassigned): Promise<void> {
    await this.rows.upsert({ ...money }, ['paymentId']);
  }

  async remove(...paymentIds: string[]): Promise<void> {
    await this.rows.delete({ paymentId: In(paymentIds) });
  }
}
