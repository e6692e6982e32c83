import type { FaultBox } from '../faults/fault-box.js';
import { FAULTS, type ActiveFault, type FaultOp, type FaultRule } from '../faults/fault-rule.js';
import type { PresetName } from '../faults/fault-presets.js';
import { ControlError } from './control-error.js';
import { readFault, readPreset } from './schemas.js';

/** Adds and removes faults after checking that they make sense. */
export class FaultService {
  constructor(private readonly faults: FaultBox) {}

  list(): ActiveFault[] {
    return this.faults.list();
  }

  /** Returns the id of the new rule. */
  add(input: FaultRule): string {
    const rule = readFault(input);
    const ops: readonly FaultOp[] = FAULTS[rule.fault];
    if (rule.op !== '*' && !ops.includes(rule.op)) {
      throw new ControlError(400, 'op', rule.op, `${rule.fault} strikes only ${ops.join(', ')}`);
    }
    return this.faults.add(rule);
  }

  remove(id: string): void {
    if (!this.faults.remove(id)) throw new ControlError(404, 'id', id, 'no such fault');
  }

  clear(): void {
    this.faults.clear();
  }

  preset(name: PresetName): void {
    this.faults.preset(readPreset({ preset: name }).preset);
  }
}
