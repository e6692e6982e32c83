import { Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { ClientsModule } from '../../clients/clients.module.js';
import { EndpointsModule } from '../../endpoints/endpoints.module.js';
import { ErrorFormats } from '../../http/error-formats.js';
import { PaymentsModule } from '../../payments/payments.module.js';
import type { DialectBinding } from '../../setup/dialect-settings.js';
import { BoundClients } from '../bound-client.js';
import { PhpEndpoints } from './php-endpoints.js';
import { phpError, PHP_PATHS } from './php-errors.js';
import { PhpFormat } from './php-format.js';
import { PHP_BINDING } from './php-settings.token.js';
import { PhpController } from './php.controller.js';

/** The PHP platform's API. Where it is off its routes are not there, but URLs registered while it was on are still asked and told. */
@Module({
  imports: [ClientsModule, EndpointsModule, PaymentsModule],
  providers: [BoundClients, PhpEndpoints, PhpFormat],
})
export class PhpModule implements OnModuleInit {
  static with(binding: DialectBinding | null): DynamicModule {
    return {
      module: PhpModule,
      controllers: binding === null ? [] : [PhpController],
      providers: [{ provide: PHP_BINDING, useValue: binding }],
    };
  }

  constructor(
    @Inject(PHP_BINDING) private readonly binding: DialectBinding | null,
    private readonly formats: ErrorFormats,
  ) {}

  onModuleInit(): void {
    if (this.binding !== null) this.formats.add(PHP_PATHS, phpError);
  }
}
