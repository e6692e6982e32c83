/** One filled line of the form. The verdicts are the form's own words. */
export interface FilledCase {
  readonly subject: string;
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
  readonly ids: ReadonlyArray<readonly [name: string, value: string]>;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly tookMs: number;
  readonly verdict: 'Success' | 'Fail' | 'Not run';
}

/** Takes down an id of Safaricom's, to be quoted to its support; null is left out. */
export type NoteId = (name: string, value: string | null) => void;
