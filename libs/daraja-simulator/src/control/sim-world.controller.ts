import { All, Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { HeldCallbacks } from '../callbacks/held-callbacks.js';
import { CurrentSettings } from '../settings/current-settings.js';
import type { SimulatorSettings } from '../settings/simulator-settings.js';
import type { WorldSeed } from '../world/world-seed.js';
import { ControlError } from './control-error.js';
import { JsonBodyPipe } from './json-body.pipe.js';
import { readAdvance, readSettings, type ShortcodeChange } from './schemas.js';
import { ShortcodeService, type ShortcodeView } from './shortcode.service.js';
import { TimeService } from './time.service.js';
import { WorldReset } from './world-reset.js';

/** The world as a whole: start it anew, change how it behaves, move its clock. */
@Controller('sim')
export class SimWorldController {
  constructor(
    private readonly world: WorldReset,
    private readonly shortcodes: ShortcodeService,
    private readonly current: CurrentSettings,
    private readonly time: TimeService,
    private readonly held: HeldCallbacks,
  ) {}

  @Get('health')
  health(): { ok: true; now: number } {
    return { ok: true, now: this.time.now() };
  }

  @Post('reset')
  @HttpCode(200)
  async reset(@Body(JsonBodyPipe) body: { seed?: WorldSeed }): Promise<{ ok: true; now: number }> {
    await this.world.reset(body);
    return this.health();
  }

  @Get('settings')
  settings(): Readonly<SimulatorSettings> {
    return this.current.get();
  }

  @Post('settings')
  @HttpCode(200)
  change(@Body(JsonBodyPipe) body: Partial<SimulatorSettings>): Readonly<SimulatorSettings> {
    return this.current.change(readSettings(body));
  }

  @Get('shortcodes')
  list(): ShortcodeView[] {
    return this.shortcodes.list();
  }

  @Post('shortcodes/:number')
  @HttpCode(200)
  changeShortcode(@Param('number') number: string, @Body(JsonBodyPipe) body: ShortcodeChange): ShortcodeView {
    return this.shortcodes.change(number, body);
  }

  @Post('clock/advance')
  @HttpCode(200)
  async advance(@Body(JsonBodyPipe) body: { ms: number }): Promise<{ ok: true; now: number }> {
    await this.time.advance(readAdvance(body).ms);
    return this.health();
  }

  @Post('callbacks/release')
  @HttpCode(200)
  async release(): Promise<{ released: number }> {
    return { released: await this.held.release() };
  }

  /** A slip of the pen must not be answered in Daraja's words. */
  @All('*')
  unknown(@Req() request: FastifyRequest): never {
    throw new ControlError(404, 'path', request.url, 'is not part of the control surface; see README.md');
  }
}
