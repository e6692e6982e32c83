import {
  Body,
  Catch,
  Controller,
  Get,
  Injectable,
  Module,
  Post,
  SetMetadata,
  UnauthorizedException,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { IsString } from 'class-validator';
import { map, type Observable } from 'rxjs';

/** The host's own mark for what needs no login. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata('is-public', true);

/** Refuses whatever is not marked. */
@Injectable()
export class LoginGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const marked = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>('is-public', marked)) return true;
    throw new UnauthorizedException();
  }
}

/** Wraps every answer: `{ data: … }`. */
@Injectable()
export class WrappingInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

/** Tells every error as the host likes it: status 418 and a text of its own. */
@Catch()
export class RewritingFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_error: unknown, host: ArgumentsHost): void {
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), { oops: true }, 418);
  }
}

export class OrderBody {
  @IsString() item!: string;
}

/** The host's own routes, on which its global parts show that they are there. */
@Controller({ path: 'orders', version: '1' })
class OrdersController {
  @Get()
  list(): string[] {
    return ['tea'];
  }

  @Post()
  create(@Body() body: OrderBody): string {
    return body.item;
  }
}

@Module({ controllers: [OrdersController] })
export class OrdersModule {}
