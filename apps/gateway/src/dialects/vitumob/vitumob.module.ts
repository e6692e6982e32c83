import { Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { ClientsModule } from '../../clients/clients.module.js';
import { EndpointsModule } from '../../endpoints/endpoints.module.js';
import { ErrorFormats } from '../../http/error-formats.js';
import { PaymentsModule } from '../../payments/payments.module.js';
import type { VitumobSettings } from '../../setup/dialect-settings.js';
import { BoundClients } from '../bound-client.js';
import { vitumobError, VITUMOB_PATHS } from './vitumob-errors.js';
import { VitumobFormat } from './vitumob-format.js';
import { VitumobPrompts } from './vitumob-prompts.js';
import { VITUMOB_SETTINGS } from './vitumob-settings.token.js';
import { VitumobTokens } from './vitumob-tokens.js';
import { VitumobController } from './vitumob.controller.js';

/** Vitumob's API. Where it is off its routes are not there, but what was asked for while it was on is still told. */
@Module({
  imports: [ClientsModule, EndpointsModule, PaymentsModule],
  providers: [BoundClients, VitumobFormat, VitumobPrompts, VitumobTokens],
})
export class VitumobModule implements OnModuleInit {
  static with(settings: VitumobSettings | null): DynamicModule {
    return {
      module: VitumobModule,
      controllers: settings === null ? [] : [VitumobController],
      providers: [{ provide: VITUMOB_SETTINGS, useValue: settings }],
    };
  }

  constructor(
    @Inject(VITUMOB_SETTINGS) private readonly settings: VitumobSettings | null,
    private readonly formats: ErrorFormats,
  ) {}

  onModuleInit(): void {
    if (this.settings !== null) this.formats.add(VITUMOB_PATHS, vitumobError);
  }
}
