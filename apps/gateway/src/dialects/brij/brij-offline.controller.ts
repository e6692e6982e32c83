import { Body, Controller, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { BearerGuard } from '../../auth/bearer.guard.js';
import { TheCaller, type Caller } from '../../auth/caller.js';
import { NeedsScope } from '../../auth/needs-scope.js';
import { DeliveryService } from '../../deliveries/delivery.service.js';
import { EndpointService } from '../../deliveries/endpoint.service.js';
import { readAs } from '../../http/read-body.pipe.js';
import { BrijPayment } from './brij-payment.js';
import { BrijUrls } from './brij-urls.js';
import {
  AcceptedAnswer,
  RegisteredUrlAnswer,
  RegisterUrlBody,
  TransactionStatusBody,
  UpdatedUrlAnswer,
  UpdateUrlBody,
  UpdateUrlQuery,
} from './brij.bodies.js';
import { BrijQuestions } from './questions/brij-questions.js';
import { QuestionWorker } from './questions/question-worker.js';

@ApiTags('Brij M-Pesa Offline')
@ApiBearerAuth()
@ApiExtraModels(BrijPayment)
@UseGuards(BearerGuard)
@Controller('api/mpesaoffline')
export class BrijOfflineController {
  constructor(
    private readonly urls: BrijUrls,
    private readonly endpoints: EndpointService,
    private readonly deliveries: DeliveryService,
    private readonly questions: BrijQuestions,
    private readonly worker: QuestionWorker,
  ) {}

  @Post('register-url')
  @HttpCode(200)
  @NeedsScope('callbacks:manage')
  @ApiOperation({ operationId: 'brijRegisterUrl', summary: 'Registering a Callback URL' })
  @ApiOkResponse({ type: RegisteredUrlAnswer })
  async register(
    @TheCaller() { clientId }: Caller,
    @Body(readAs()) body: RegisterUrlBody,
  ): Promise<RegisteredUrlAnswer> {
    const registered = await this.urls.register(clientId, body);
    return { ...registered, resultSecret: await this.endpoints.clientSecret(clientId) };
  }

  @Post('update-url')
  @HttpCode(200)
  @NeedsScope('callbacks:manage')
  @ApiOperation({ operationId: 'brijUpdateUrl', summary: 'Updating the Callback URL' })
  @ApiOkResponse({ type: UpdatedUrlAnswer })
  async update(
    @TheCaller() { clientId }: Caller,
    @Query(readAs()) { id }: UpdateUrlQuery,
    @Body(readAs()) body: UpdateUrlBody,
  ): Promise<UpdatedUrlAnswer> {
    await this.urls.update(clientId, id, body);
    return { id };
  }

  @Post('transaction-status')
  @HttpCode(202)
  @NeedsScope('payments:status')
  @ApiOperation({ operationId: 'brijTransactionStatus', summary: 'Querying transaction status' })
  @ApiAcceptedResponse({ type: AcceptedAnswer })
  async status(
    @TheCaller() { clientId }: Caller,
    @Body(readAs()) body: TransactionStatusBody,
  ): Promise<AcceptedAnswer> {
    const resultUrl = this.deliveries.destination('resultUrl', body.resultUrl);
    const [accountNumber, receipt] = [body.billRefNumber, body.transId.toUpperCase()];
    const id = await this.questions.add({ clientId, accountNumber, receipt, resultUrl });
    this.worker.wake();
    return { id, message: 'accepted' };
  }
}
