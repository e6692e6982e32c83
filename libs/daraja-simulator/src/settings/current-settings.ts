import { DEFAULT_SETTINGS, type SimulatorSettings } from './simulator-settings.js';

/** The settings in force. A reset of the world leaves them alone. */
export class CurrentSettings {
  private current: SimulatorSettings;

  constructor(initial: Partial<SimulatorSettings> = {}) {
    this.current = { ...DEFAULT_SETTINGS, ...initial };
  }

  get(): Readonly<SimulatorSettings> {
    return this.current;
  }

  change(changes: Partial<SimulatorSettings>): Readonly<SimulatorSettings> {
    this.current = { ...this.current, ...changes };
    return this.current;
  }
}
