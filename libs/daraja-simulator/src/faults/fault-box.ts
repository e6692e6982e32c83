import type { EventHub } from '../events/event-hub.js';
import { FAULT_PRESETS, type PresetName } from './fault-presets.js';
import { FAULTS, type ActiveFault, type FaultKind, type FaultOp, type FaultRule } from './fault-rule.js';
import { seededRandom } from './seeded-random.js';

interface LoadedRule {
  readonly id: string;
  readonly rule: FaultRule;
  readonly random: () => number;
  fired: number;
}

/** The rules of what goes wrong. Whoever could fail asks here first. */
export class FaultBox {
  private rules: LoadedRule[] = [];
  private counter = 0;

  constructor(private readonly events: EventHub) {}

  add(rule: FaultRule): string {
    this.counter += 1;
    const id = `fault-${this.counter}`;
    this.rules.push({ id, rule, random: seededRandom(rule.seed ?? this.counter), fired: 0 });
    this.events.tell('fault', this.list());
    return id;
  }

  remove(id: string): boolean {
    const before = this.rules.length;
    this.rules = this.rules.filter((loaded) => loaded.id !== id);
    this.events.tell('fault', this.list());
    return this.rules.length < before;
  }

  clear(): void {
    this.rules = [];
    this.events.tell('fault', []);
  }

  preset(name: PresetName): void {
    this.clear();
    for (const rule of FAULT_PRESETS[name]) this.add(rule);
  }

  list(): ActiveFault[] {
    return this.rules.map(({ id, rule, fired }) => ({ id, ...rule, fired }));
  }

  /** The first rule that strikes `op` now with one of `kinds`; asking uses it up. */
  strike(op: Exclude<FaultOp, '*'>, ...kinds: FaultKind[]): FaultRule | null {
    for (const loaded of this.rules) {
      if (!kinds.includes(loaded.rule.fault) || !strikes(loaded.rule, op)) continue;
      if (loaded.fired >= (loaded.rule.count ?? Infinity)) continue;
      if (loaded.random() >= (loaded.rule.p ?? 1)) continue;
      loaded.fired += 1;
      this.events.tell('fault', this.list());
      return loaded.rule;
    }
    return null;
  }
}

function strikes(rule: FaultRule, op: Exclude<FaultOp, '*'>): boolean {
  const ops: readonly FaultOp[] = FAULTS[rule.fault];
  return ops.includes(op) && (rule.op === op || rule.op === '*');
}
