import { All, Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ControlError } from '../control/control-error.js';
import { JsonBodyPipe } from '../control/json-body.pipe.js';
import { CallbackTester, type CallbackTestReport } from './callback-tester.js';
import { CaughtCallbacks, type CaughtCallback } from './caught-callbacks.js';
import { TryWorld, type TryWorldView } from './try-world.js';

/** Takes any callback: Bill Manager looks for `rescode`, C2B validation for `ResultCode`, the others for nothing. */
const TAKEN = { ResultCode: '0', ResultDesc: 'Accepted', resmsg: 'Success', rescode: '200' };

/** What the pages of the tools, and whoever does without them, call. */
@Controller('tools')
export class ToolsController {
  constructor(
    private readonly tester: CallbackTester,
    private readonly caught: CaughtCallbacks,
    private readonly world: TryWorld,
  ) {}

  @Post('callback-test')
  @HttpCode(200)
  test(@Body(JsonBodyPipe) body: unknown): Promise<CallbackTestReport> {
    return this.tester.test(body);
  }

  @Get('world')
  seeded(): TryWorldView {
    return this.world.view();
  }

  @Get('callbacks')
  list(): CaughtCallback[] {
    return this.caught.list();
  }

  @Post('callbacks/*')
  @HttpCode(200)
  catch(@Req() request: FastifyRequest, @Body() text: unknown): typeof TAKEN {
    const name = request.url.slice('/tools/callbacks/'.length);
    this.caught.add(name, typeof text === 'string' ? text : '');
    return TAKEN;
  }

  /** A slip of the pen must not be answered in Daraja's words. */
  @All('*')
  unknown(@Req() request: FastifyRequest): never {
    throw new ControlError(404, 'path', request.url, 'is no tool; see /tools');
  }
}
