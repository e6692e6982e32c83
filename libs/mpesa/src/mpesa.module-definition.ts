import { ConfigurableModuleBuilder, type Type } from '@nestjs/common';
import { createC2bHakikishaController } from './callbacks/c2b-hakikisha.controller.js';
import { createCallbackController } from './callbacks/callback.controller.js';
import { callbackPath, hakikishaPath } from './callbacks/callback-path.js';
import type { MpesaOptions, MpesaStructure } from './options/mpesa-options.js';
import { mpesaProviders } from './wiring/mpesa.providers.js';
import { MPESA_OPTIONS, MPESA_STRUCTURE } from './wiring/tokens.js';

const STRUCTURE: MpesaStructure = { isGlobal: false, dataSource: undefined, routes: {} };

/**
 * Structure (what must be known when the module is defined) stands beside the options in both `forRoot` and
 * `forRootAsync`; options are values, and may come from a factory.
 */
export const { ConfigurableModuleClass, ASYNC_OPTIONS_TYPE } = new ConfigurableModuleBuilder<MpesaOptions>({
  optionsInjectionToken: MPESA_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createMpesaOptions')
  .setExtras<MpesaStructure>(STRUCTURE, (definition, structure) => ({
    ...definition,
    global: structure.isGlobal ?? false,
    providers: [
      ...(definition.providers ?? []),
      { provide: MPESA_STRUCTURE, useValue: structure },
      ...mpesaProviders({ dataSource: structure.dataSource, callbackPath: callbackPath(structure) }),
    ],
    controllers: controllersOf(structure),
  }))
  .build();

function controllersOf(structure: MpesaStructure): Type<unknown>[] {
  if (structure.routes === false) return [];
  const decorators = structure.routes?.decorators ?? [];
  return [
    createCallbackController({ path: callbackPath(structure), decorators }),
    createC2bHakikishaController({ path: hakikishaPath(structure), decorators }),
  ];
}
