import { postJson } from '../callbacks/http-post.js';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { checker } from '../control/checked.js';
import { ControlError } from '../control/control-error.js';
import type { DarajaIds } from '../ids/daraja-ids.js';
import { parseJson } from '../journal/parse-json.js';
import type { CurrentSettings } from '../settings/current-settings.js';
import { isAcceptableUrl } from '../urls/url-rules.js';
import { urlVerdicts, type UrlVerdict } from '../urls/url-verdicts.js';
import { CALLBACK_KINDS, CallbackSamples, type CallbackKind } from './callback-samples.js';
import { callbackVerdict, type CallbackVerdict, type HostAnswer } from './callback-verdict.js';

/** What to test: a URL, with every kind of callback or only some. */
export interface CallbackTestOrder {
  url: string;
  kinds?: CallbackKind[];
}

/** One callback of a test and what became of it. */
export interface CallbackTestLine extends Omit<HostAnswer, 'body'> {
  readonly kind: CallbackKind;
  readonly sent: unknown;
  readonly answer: unknown;
  readonly verdict: CallbackVerdict;
}

/** The outcome of a whole test. */
export interface CallbackTestReport {
  readonly url: string;
  readonly rules: readonly UrlVerdict[];
  /** How long each answer was waited for, in milliseconds. */
  readonly deadlineMs: number;
  readonly lines: readonly CallbackTestLine[];
}

interface TesterParts {
  clock: VirtualClock;
  ids: DarajaIds;
  settings: CurrentSettings;
}

/** More of an answer than this is not shown. */
const SHOWN = 4_096;

const readOrder = checker<CallbackTestOrder>({
  type: 'object',
  properties: {
    url: { type: 'string', minLength: 1, maxLength: 2_000 },
    kinds: { type: 'array', items: { type: 'string', enum: CALLBACK_KINDS }, minItems: 1, uniqueItems: true },
  },
  required: ['url'],
  additionalProperties: false,
});

/** Sends a URL every callback it might get, marked as test data. One test at a time; a reset of the world ends it. */
export class CallbackTester {
  private current: symbol | null = null;

  constructor(private readonly parts: TesterParts) {}

  async test(input: unknown): Promise<CallbackTestReport> {
    const { url, kinds = CALLBACK_KINDS } = readOrder(input);
    if (!isAcceptableUrl(url, false)) throw new ControlError(400, 'url', url, 'must be an http or https URL');
    if (this.current) throw new ControlError(409, 'url', url, 'another test is running');
    const run = Symbol('run');
    this.current = run;
    try {
      const deadlineMs = this.parts.settings.get().callbackTimeoutMs;
      return { url, rules: urlVerdicts(url), deadlineMs, lines: await this.lines(run, url, kinds) };
    } finally {
      if (this.current === run) this.current = null;
    }
  }

  clear(): void {
    this.current = null;
  }

  /** One after the other, as they would come in life; what is left when the run is ended is not sent. */
  private async lines(run: symbol, url: string, kinds: readonly CallbackKind[]): Promise<CallbackTestLine[]> {
    const lines: CallbackTestLine[] = [];
    for (const kind of CALLBACK_KINDS.filter((each) => kinds.includes(each))) {
      if (this.current !== run) break;
      lines.push(await this.line(url, kind));
    }
    return lines;
  }

  private async line(url: string, kind: CallbackKind): Promise<CallbackTestLine> {
    const { clock, ids, settings } = this.parts;
    const text = new CallbackSamples(ids, settings.get(), clock.now()).text(kind);
    const { body, ...answer } = await this.post(url, text);
    const verdict = callbackVerdict(kind, { ...answer, body }, settings.get().callbackTimeoutMs);
    return { kind, ...answer, sent: parseJson(text), answer: shown(body), verdict };
  }

  private async post(url: string, text: string): Promise<HostAnswer> {
    const { clock, settings } = this.parts;
    const at = clock.now();
    const deadline = clock.deadline(settings.get().callbackTimeoutMs);
    const ms = (): number => clock.now() - at;
    try {
      const { status, text: answer } = await postJson(url, text, deadline.signal);
      return { outcome: 'answered', status, ms: ms(), body: parseJson(answer) };
    } catch (error) {
      const outcome = deadline.signal.aborted ? 'timed-out' : 'failed';
      return {
        outcome,
        status: null,
        ms: ms(),
        body: error instanceof Error ? error.message : String(error),
      };
    } finally {
      deadline.release();
    }
  }
}

/** An answer that is too long to be shown is cut, and is a text then. */
function shown(body: unknown): unknown {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : body;
}
