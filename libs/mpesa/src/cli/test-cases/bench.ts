import { systemRandom } from '../../values/random.js';
import { C2bShortcode } from './c2b-shortcode.js';
import { CallbackListener } from './callback-listener.js';
import { Pushes } from './pushes.js';
import type { TestCaseSettings } from './settings.js';
import { Workbench } from './workbench.js';

/** What the cases are run with, and what they share: one paid push, one registration. */
export class Bench extends Workbench {
  readonly pushes = new Pushes(this);
  readonly c2b = new C2bShortcode(this);

  /** Listens for callbacks until it is closed; `say` tells a person with a phone what to do. */
  static async open(settings: TestCaseSettings, say: (line: string) => void): Promise<Bench> {
    const { callbacks, waitMs } = settings;
    const listener = callbacks && (await CallbackListener.open(callbacks, { waitMs, random: systemRandom }));
    return new Bench(settings, listener, say);
  }
}
