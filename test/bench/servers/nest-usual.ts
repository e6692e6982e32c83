import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Param, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Type } from 'class-transformer';
import { IsInt, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';
import type { AddressInfo } from 'node:net';
import { Column, Entity, PrimaryGeneratedColumn, type Repository } from 'typeorm';
import { announce, childSettings } from '../child-side.js';

/** As most tutorials have it: Express, a DTO, the global ValidationPipe, and one `save` per request. */
const { url } = childSettings<{ url: string }>();

class StkCallback {
  @IsString() MerchantRequestID!: string;
  @IsString() CheckoutRequestID!: string;
  @IsInt() ResultCode!: number;
  @IsString() ResultDesc!: string;
  @IsOptional() @IsObject() CallbackMetadata?: object;
}

class CallbackBody {
  @ValidateNested() @Type(() => StkCallback) stkCallback!: StkCallback;
}

class CallbackDto {
  @ValidateNested() @Type(() => CallbackBody) Body!: CallbackBody;
}

@Entity({ name: 'callback' })
class Callback {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column({ name: 'kind', type: 'varchar', length: 32 }) kind!: string;
  @Column({ name: 'payment_id', type: 'varchar', length: 36 }) paymentId!: string;
  @Column({ name: 'body', type: 'blob' }) body!: Buffer;
  @Column({ name: 'received_at', type: 'bigint' }) receivedAt!: number;
}

@Controller('callbacks')
class CallbackController {
  constructor(@InjectRepository(Callback) private readonly callbacks: Repository<Callback>) {}

  @Post(':kind/:paymentId/:token')
  @HttpCode(200)
  // What tsc writes for `@Body() dto: CallbackDto`, by which the pipe knows the class; tsx leaves it out.
  @Reflect.metadata('design:paramtypes', [String, String, CallbackDto])
  async receive(
    @Param('kind') kind: string,
    @Param('paymentId') paymentId: string,
    @Body() dto: CallbackDto,
  ): Promise<object> {
    const body = Buffer.from(JSON.stringify(dto));
    await this.callbacks.save({ kind, paymentId, body, receivedAt: Date.now() });
    return { ResultCode: 0, ResultDesc: 'Accepted' };
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'mariadb', url, entities: [Callback], synchronize: true }),
    TypeOrmModule.forFeature([Callback]),
  ],
  controllers: [CallbackController],
})
class HostModule {}

const app = await NestFactory.create(HostModule, { logger: ['error', 'warn'] });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
await app.listen(0, '127.0.0.1');
announce((app.getHttpServer().address() as AddressInfo).port, () => app.close());
