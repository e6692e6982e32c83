import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Message } from '../world/message.js';
import { JsonBodyPipe } from './json-body.pipe.js';
import { PhoneService, type HandPayment, type PhoneView } from './phone.service.js';
import type { HandPaymentOrder, PhoneChange, PromptAnswer } from './schemas.js';

/** The customers' phones over HTTP. Bodies are checked by the service. */
@Controller('sim/phones')
export class SimPhonesController {
  constructor(private readonly phones: PhoneService) {}

  @Get()
  list(): PhoneView[] {
    return this.phones.list();
  }

  @Get(':msisdn')
  see(@Param('msisdn') msisdn: string): PhoneView {
    return this.phones.see(msisdn);
  }

  @Get(':msisdn/messages')
  messages(@Param('msisdn') msisdn: string): readonly Message[] {
    return this.phones.see(msisdn).messages;
  }

  @Post(':msisdn')
  @HttpCode(200)
  change(@Param('msisdn') msisdn: string, @Body(JsonBodyPipe) body: PhoneChange): PhoneView {
    return this.phones.change(msisdn, body);
  }

  /** Answers at once; with `"wait": true` when the callbacks were delivered. */
  @Post(':msisdn/prompt')
  @HttpCode(200)
  async answer(@Param('msisdn') msisdn: string, @Body(JsonBodyPipe) body: PromptAnswer) {
    const { id, resultCode, finished } = this.phones.answer(msisdn, body);
    if (body.wait) await finished;
    return {
      checkoutRequestId: id,
      action: body.action,
      resultCode: resultCode(),
    };
  }

  @Post(':msisdn/pay')
  @HttpCode(200)
  pay(@Param('msisdn') msisdn: string, @Body(JsonBodyPipe) body: HandPaymentOrder): Promise<HandPayment> {
    return this.phones.pay(msisdn, body);
  }
}
