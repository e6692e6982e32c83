import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { instant, instantOrNull } from '../http/instant.js';
import { readAs } from '../http/read-body.pipe.js';
import { SuspenseService, type ShownSuspended } from '../payments/suspense.service.js';
import { AdminGuard } from './admin.guard.js';
import { AssignBody, SuspendedAnswer, SuspenseQuery } from './routing-admin.bodies.js';

@ApiTags('Admin: suspense')
@ApiBearerAuth('admin')
@UseGuards(AdminGuard)
@Controller('admin/suspense')
export class SuspenseAdminController {
  constructor(private readonly suspense: SuspenseService) {}

  @Get()
  @ApiOperation({ operationId: 'listSuspense', summary: 'Money that is nobody’s, oldest first, at most 200' })
  @ApiOkResponse({ type: [SuspendedAnswer] })
  async list(@Query(readAs()) { state = 'open' }: SuspenseQuery): Promise<SuspendedAnswer[]> {
    return (await this.suspense.list(state)).map(view);
  }

  @Post(':paymentId/assign')
  @HttpCode(200)
  @ApiOperation({ operationId: 'assignPayment', summary: 'Gives it to a client, who is told of it' })
  @ApiOkResponse({ type: SuspendedAnswer })
  async assign(
    @Param('paymentId') paymentId: string,
    @Body(readAs()) body: AssignBody,
  ): Promise<SuspendedAnswer> {
    return view(await this.suspense.assign(paymentId, body));
  }
}

function view({ since, settledAt, ...row }: ShownSuspended): SuspendedAnswer {
  return { ...row, since: instant(since), settledAt: instantOrNull(settledAt) };
}
