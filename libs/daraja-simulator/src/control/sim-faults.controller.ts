import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { ActiveFault, FaultRule } from '../faults/fault-rule.js';
import type { PresetName } from '../faults/fault-presets.js';
import { FaultService } from './fault.service.js';
import { JsonBodyPipe } from './json-body.pipe.js';

/** The weather over HTTP. */
@Controller('sim/faults')
export class SimFaultsController {
  constructor(private readonly faults: FaultService) {}

  @Get()
  list(): ActiveFault[] {
    return this.faults.list();
  }

  /** A rule, answered with its id; or `{ "preset": "flaky" }`, which replaces every rule. */
  @Post()
  @HttpCode(201)
  add(@Body(JsonBodyPipe) body: FaultRule | { preset: PresetName }): { id?: string; rules: ActiveFault[] } {
    if ('preset' in body) {
      this.faults.preset(body.preset);
      return { rules: this.faults.list() };
    }
    const id = this.faults.add(body);
    return { id, rules: this.faults.list() };
  }

  @Delete()
  clear(): ActiveFault[] {
    this.faults.clear();
    return [];
  }

  @Delete(':id')
  remove(@Param('id') id: string): ActiveFault[] {
    this.faults.remove(id);
    return this.faults.list();
  }
}
