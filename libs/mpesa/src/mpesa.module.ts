import { HttpModule } from '@nestjs/axios';
import {
  Module,
  type DynamicModule,
  type MiddlewareConsumer,
  type NestModule,
  Inject,
  RequestMethod,
} from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { NAME_LOOKUP_PATH, SIGN_IN_PATH } from './callbacks/c2b-hakikisha.controller.js';
import { C2bHakikishaMiddleware } from './callbacks/c2b-hakikisha.middleware.js';
import { CallbackMiddleware } from './callbacks/callback.middleware.js';
import { MpesaLifecycle } from './wiring/mpesa.lifecycle.js';
import { ASYNC_OPTIONS_TYPE, ConfigurableModuleClass } from './mpesa.module-definition.js';
import { callbackPath, hakikishaPath } from './callbacks/callback-path.js';
import { PUBLIC_SERVICES } from './wiring/public-services.js';
import type { MpesaOptions, MpesaStructure } from './options/mpesa-options.js';
import { optionsFromEnvironment } from './options/mpesa.config.js';
import { MPESA_STRUCTURE } from './wiring/tokens.js';

/**
 * M-Pesa for a Nest application: `MpesaModule.forRoot({ … })`, `MpesaModule.forRootAsync({ useFactory, … })`, or
 * `MpesaModule.forRoot()` to read `MPESA_*` from the environment.
 *
 * The start fails with a {@link MpesaOptionsError} that lists every wrong option.
 */
@Module({
  imports: [HttpModule, DiscoveryModule],
  providers: [MpesaLifecycle],
  exports: [...PUBLIC_SERVICES],
})
export class MpesaModule extends ConfigurableModuleClass implements NestModule {
  constructor(@Inject(MPESA_STRUCTURE) private readonly structure: MpesaStructure) {
    super();
  }

  static override forRoot(options?: MpesaOptions & MpesaStructure): DynamicModule {
    return super.forRoot(options ?? optionsFromEnvironment());
  }

  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    return super.forRootAsync(options);
  }

  configure(consumer: MiddlewareConsumer): void {
    if (this.structure.routes === false) return;
    consumer
      .apply(CallbackMiddleware)
      .forRoutes({ path: `${callbackPath(this.structure)}/*path`, method: RequestMethod.ALL });
    const names = hakikishaPath(this.structure);
    consumer.apply(C2bHakikishaMiddleware).forRoutes(
      ...[SIGN_IN_PATH, NAME_LOOKUP_PATH].map((path) => ({
        path: `${names}/${path}`,
        method: RequestMethod.POST,
      })),
    );
  }
}
