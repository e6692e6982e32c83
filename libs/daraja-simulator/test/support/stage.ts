import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Simulator } from '../../src/simulator.js';
import { startSimulator, type SimulatorOptions } from '../../src/start-simulator.js';
import { DarajaCaller } from './daraja-caller.js';
import { TestHost } from './test-host.js';

/** A simulator, a host and a signed-in caller; every test starts in a fresh world with the settings of the start. */
export interface Stage {
  sim: Simulator;
  host: TestHost;
  daraja: DarajaCaller;
}

export function useStage(options: SimulatorOptions = {}): Stage {
  const stage = {} as Stage;
  beforeAll(async () => {
    stage.host = await new TestHost().start();
    stage.sim = await startSimulator(options);
    stage.daraja = new DarajaCaller(stage.sim);
  });
  const initial = () => ({ ...stage.sim.settings() });
  let settings: ReturnType<typeof initial>;
  beforeAll(() => {
    settings = initial();
  });
  beforeEach(async () => {
    stage.host.forget();
    stage.sim.configure(settings);
    await stage.sim.reset({ seed: options.seed });
    await stage.daraja.signIn();
  });
  afterAll(async () => {
    await stage.sim?.close();
    await stage.host.stop();
  });
  return stage;
}
