import type { PendingWork } from '../clock/pending-work.js';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { World } from '../world/world.js';
import type { WorldSeed } from '../world/world-seed.js';
import { readReset } from './schemas.js';

interface ResetParts {
  clock: VirtualClock;
  work: PendingWork;
  world: World;
  /** Everything that remembers. */
  memories: readonly { clear(): void }[];
}

/** Forgets everything but the settings and the time, and starts a new world. */
export class WorldReset {
  constructor(private readonly parts: ResetParts) {}

  /** What is in flight ends first: its late results would belong to a world that is gone. */
  async reset(input: { seed?: WorldSeed } = {}): Promise<void> {
    const { seed } = readReset(input);
    await this.stop();
    this.parts.world.populate(seed);
  }

  /** Cancels timers, ends waits and forgets. */
  async stop(): Promise<void> {
    this.parts.clock.stop();
    for (const memory of this.parts.memories) memory.clear();
    await this.parts.work.idle();
    this.parts.clock.stop();
    for (const memory of this.parts.memories) memory.clear();
  }
}
