import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { simulatorCertificate } from '../security/simulator-keys.js';
import type { AccountNameAnswer, AccountNameOrder } from '../products/hakikisha/account-name-call.js';
import { JsonBodyPipe } from './json-body.pipe.js';
import type { OrgRequestView } from './org-request-view.js';
import { ReversalService, type PendingReversalView } from './reversal.service.js';
import type { InitiatorChange, ReversalDecision } from './schemas.js';
import { ShortcodeService, type ShortcodeView } from './shortcode.service.js';

/** What an organisation does on its portal: take the certificate, unlock operators, authorise reversals. */
@Controller('sim')
export class SimBusinessController {
  constructor(
    private readonly shortcodes: ShortcodeService,
    private readonly reversals: ReversalService,
  ) {}

  /** The certificate initiator passwords are encrypted with, as PEM. */
  @Get('certificate')
  @Header('content-type', 'application/x-pem-file')
  certificate(): string {
    return simulatorCertificate();
  }

  @Get('shortcodes/:number')
  shortcode(@Param('number') number: string): ShortcodeView {
    return this.shortcodes.see(number);
  }

  @Post('shortcodes/:number/initiators/:name')
  @HttpCode(200)
  changeInitiator(
    @Param('number') number: string,
    @Param('name') name: string,
    @Body(JsonBodyPipe) body: InitiatorChange,
  ): ShortcodeView {
    return this.shortcodes.changeInitiator(number, name, body);
  }

  /** M-Pesa asks the organisation for the name of an account (C2B Hakikisha). */
  @Post('shortcodes/:number/hakikisha')
  @HttpCode(200)
  askAccountName(
    @Param('number') number: string,
    @Body(JsonBodyPipe) body: AccountNameOrder,
  ): Promise<AccountNameAnswer> {
    return this.shortcodes.askAccountName(number, body);
  }

  /** Money out, reversals and questions, oldest first, with what became of them. */
  @Get('org-requests')
  requests(): OrgRequestView[] {
    return this.reversals.requests();
  }

  @Get('reversals')
  pending(): PendingReversalView[] {
    return this.reversals.list();
  }

  /** Answers when the result was delivered. */
  @Post('reversals/:conversationId')
  @HttpCode(200)
  async decide(
    @Param('conversationId') conversationId: string,
    @Body(JsonBodyPipe) body: ReversalDecision,
  ): Promise<{ ok: true }> {
    await this.reversals.decide(conversationId, body);
    return { ok: true };
  }
}
