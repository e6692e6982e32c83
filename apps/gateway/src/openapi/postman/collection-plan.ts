/** What a Postman collection has beyond its OpenAPI description: the order of its requests, and what they hand to each other. */
export interface CollectionPlan {
  /** Filled in by whoever runs it, with what they begin with. */
  readonly variables: Readonly<Record<string, string>>;
  /** Values of fields and parameters by their name, in every request; null leaves the field out. */
  readonly values: FieldValues;
  /** Every operation, in the order in which they can be run from top to bottom. */
  readonly steps: readonly PlanStep[];
}

/** Postman puts a variable in the place of `{{name}}`. */
export type FieldValues = Readonly<Record<string, string | null>>;

export interface PlanStep {
  /** The operation's `operationId`. */
  readonly run: string;
  /** Beside the plan's own values, and before them. */
  readonly values?: FieldValues;
  /** Whatever else its description offers. Default: what `security` says. */
  readonly credentials?: 'in the body';
  /** Variables to set from the answer: where in its JSON each stands, as `items[0].id`. */
  readonly keep?: Readonly<Record<string, string>>;
}
