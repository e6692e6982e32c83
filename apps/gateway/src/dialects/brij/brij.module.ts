import { Module, type DynamicModule } from '@nestjs/common';
import { ClientsModule } from '../../clients/clients.module.js';
import { EndpointsModule } from '../../endpoints/endpoints.module.js';
import { PaymentsModule } from '../../payments/payments.module.js';
import { RoutingModule } from '../../routing/routing.module.js';
import { BrijFormat } from './brij-format.js';
import { BrijOfflineController } from './brij-offline.controller.js';
import { BrijTokenController } from './brij-token.controller.js';
import { BrijUrls } from './brij-urls.js';
import { PrefixClaims } from './prefix-claims.js';
import { BrijQuestions } from './questions/brij-questions.js';
import { BrijQuestionService } from './questions/brij-question.service.js';
import { QuestionWorker } from './questions/question-worker.js';

/**
 * Brij M-Pesa Offline. Where it is off its routes are not there, but what was registered and asked while it was on is still told
 * and answered.
 */
@Module({
  imports: [ClientsModule, EndpointsModule, PaymentsModule, RoutingModule],
  providers: [BrijFormat, BrijUrls, PrefixClaims, BrijQuestions, BrijQuestionService, QuestionWorker],
})
export class BrijModule {
  static with(isOn: boolean): DynamicModule {
    return { module: BrijModule, controllers: isOn ? [BrijTokenController, BrijOfflineController] : [] };
  }
}
