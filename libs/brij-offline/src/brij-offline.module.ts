import { HttpModule } from '@nestjs/axios';
import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import {
  resolveOptions,
  type BrijOfflineOptions,
  type BrijOfflineStructure,
} from './brij-offline.options.js';
import { BrijOfflineService } from './brij-offline.service.js';
import { BrijTokenService } from './brij-token.service.js';
import { BrijHandlers } from './callbacks/brij-handlers.js';
import { CallbackHandler } from './callbacks/callback-handler.js';
import { createCallbackController } from './callbacks/callback.controller.js';
import { BrijHttp } from './http/brij-http.js';
import { BRIJ_OPTIONS, BRIJ_RESOLVED_OPTIONS } from './tokens.js';

const STRUCTURE: BrijOfflineStructure = { isGlobal: false, path: 'brij-offline', decorators: [] };

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<BrijOfflineOptions>({
  optionsInjectionToken: BRIJ_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createBrijOfflineOptions')
  .setExtras<BrijOfflineStructure>(STRUCTURE, (definition, { isGlobal, path, decorators = [] }) => ({
    ...definition,
    global: isGlobal ?? false,
    controllers: path === false ? [] : [createCallbackController(path ?? 'brij-offline', decorators)],
  }))
  .build();

/**
 * Brij M-Pesa Offline for a Nest application: `BrijOfflineModule.forRoot({ … })` or
 * `BrijOfflineModule.forRootAsync({ useFactory, … })`. The start fails with a {@link BrijOptionsError} that lists every
 * wrong option.
 */
@Module({
  imports: [HttpModule, DiscoveryModule],
  providers: [
    { provide: BRIJ_RESOLVED_OPTIONS, useFactory: resolveOptions, inject: [BRIJ_OPTIONS] },
    BrijHttp,
    BrijTokenService,
    BrijOfflineService,
    BrijHandlers,
    CallbackHandler,
  ],
  exports: [BrijOfflineService, BrijTokenService],
})
export class BrijOfflineModule extends ConfigurableModuleClass {}
