import { wholeNumber } from './read-setting.js';

/** How much of what all clients share one of them may have. */
export interface ClientLimits {
  /** Callback endpoints, disabled ones too. */
  readonly endpoints: number;
  /** Prompts a minute that it may have sent, in one process. */
  readonly promptsPerMinute: number;
  /** Unfinished prompts in a row that it may leave on one phone. */
  readonly unfinishedPrompts: number;
  /** Event streams open at once, in one process. */
  readonly streams: number;
}

/** Reads `GATEWAY_ENDPOINTS_PER_CLIENT`, `GATEWAY_STREAMS_PER_CLIENT`, `GATEWAY_PROMPTS_PER_MINUTE` and `GATEWAY_UNFINISHED_PROMPTS`. */
export function readClientLimits(env: Readonly<Record<string, string | undefined>>): ClientLimits {
  const read = (name: string, usual: number): number =>
    wholeNumber(name, env[name] || String(usual), { least: 1, most: 1_000_000 });
  return {
    endpoints: read('GATEWAY_ENDPOINTS_PER_CLIENT', 20),
    promptsPerMinute: read('GATEWAY_PROMPTS_PER_MINUTE', 60),
    unfinishedPrompts: read('GATEWAY_UNFINISHED_PROMPTS', 2),
    streams: read('GATEWAY_STREAMS_PER_CLIENT', 50),
  };
}
