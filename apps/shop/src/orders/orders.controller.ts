import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Sse,
  UseGuards,
  type MessageEvent,
} from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';
import { distinctUntilChanged, map, startWith, switchMap, takeWhile, type Observable } from 'rxjs';
import { PRODUCTS } from '../catalogue/products.js';
import { KnownOrderGuard, orderNotFound } from './known-order.guard.js';
import { OrderPrompts } from './order-prompts.js';
import { fieldsOf } from '../http/request-body.js';
import { AskedFrom, Visitors } from '../http/visitor.js';
import { OrderBook } from './order-book.js';
import { OrderFeed } from './order-feed.js';
import { orderView, type OrderView } from './order-view.js';
import type { Order } from './order.js';

const MOST_AT_ONCE = 20;

@Controller('api/orders')
export class OrdersController {
  constructor(
    private readonly orders: OrderBook,
    private readonly prompts: OrderPrompts,
    private readonly feed: OrderFeed,
    private readonly visitors: Visitors,
  ) {}

  /** `{ productId, quantity? }` */
  @Post()
  async open(@Body() body: unknown): Promise<OrderView> {
    const { productId, quantity = 1 } = fieldsOf(body);
    const product = PRODUCTS.find(({ id }) => id === productId);
    if (!product) {
      throw new InvalidRequestError(
        'productId',
        productId,
        `must be one of ${PRODUCTS.map(({ id }) => id).join(', ')}`,
      );
    }
    if (!isQuantity(quantity)) {
      throw new InvalidRequestError('quantity', quantity, `must be a whole number from 1 to ${MOST_AT_ONCE}`);
    }
    const totalCents = product.price * quantity * 100;
    const order = await this.orders.open({
      productId: product.id,
      quantity,
      totalCents,
      createdAt: Date.now(),
    });
    return orderView(order, null);
  }

  @Get(':link')
  async read(@Param('link') link: string): Promise<OrderView> {
    return this.view(await this.find(link));
  }

  /** `{ phone }`: the phone is asked to pay. */
  @Post(':link/pay')
  @HttpCode(200)
  async pay(
    @Param('link') link: string,
    @Body() body: unknown,
    @AskedFrom() address: string,
  ): Promise<OrderView> {
    const order = await this.find(link);
    await this.prompts.ask(order, { phone: fieldsOf(body)['phone'], visitor: this.visitors.nameOf(address) });
    return this.view(await this.find(link));
  }

  /** The order now and after each change, until it is paid. */
  @Sse(':link/events')
  @UseGuards(KnownOrderGuard)
  async watch(@Param('link') link: string): Promise<Observable<MessageEvent>> {
    const { id } = await this.find(link);
    return this.feed.ticks(id).pipe(
      startWith(undefined),
      switchMap(async () => this.view(await this.find(link))),
      distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
      takeWhile(({ status }) => status !== 'paid', true),
      map((order) => ({ data: order })),
    );
  }

  private async find(link: string): Promise<Order> {
    const order = await this.orders.opened(link);
    if (order) return order;
    throw orderNotFound();
  }

  private async view(order: Order): Promise<OrderView> {
    return orderView(order, await this.prompts.latest(order));
  }
}

function isQuantity(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_AT_ONCE;
}
