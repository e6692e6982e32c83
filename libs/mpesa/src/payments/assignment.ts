/** What is to be assigned: pushes and receipts, each in the order in which they are to be served. */
export interface AssignmentProblem<Push, Receipt> {
  readonly pushes: readonly Push[];
  readonly receipts: readonly Receipt[];
  readonly fits: (push: Push, receipt: Receipt) => boolean;
  /** True for a push that was paid for certain: a receipt is missing there, and is not where nobody knows. */
  readonly isPaid: (push: Push) => boolean;
}

export interface Assignment<Push, Receipt> {
  /** Whose each receipt is. A receipt that is not here is nobody's. */
  readonly pushOf: ReadonlyMap<Receipt, Push>;
  readonly receiptOf: ReadonlyMap<Push, Receipt>;
  /** Receipts that may as well be those of a push which got none. */
  readonly doubtful: ReadonlySet<Receipt>;
}

/**
 * Gives as many pushes as possible a receipt that fits, those that were paid before the others, each the first that fits. One
 * receipt may fit several pushes: where all of those get one, whichever is whose, the sum is right.
 */
export function assign<Push, Receipt>(problem: AssignmentProblem<Push, Receipt>): Assignment<Push, Receipt> {
  const { pushes, receipts, fits, isPaid } = problem;
  const fitting = new Map(pushes.map((push) => [push, receipts.filter((receipt) => fits(push, receipt))]));
  const pushOf = new Map<Receipt, Push>();
  const inTurn = [...pushes.filter(isPaid), ...pushes.filter((push) => !isPaid(push))];
  // A push that got one keeps getting one, whoever comes after it: so the paid ones, being first, never yield to the others.
  for (const push of inTurn) findReceipt(push, { fitting, pushOf }, new Set());
  const receiptOf = new Map([...pushOf].map(([receipt, push]) => [push, receipt]));
  const without = pushes.filter((push) => !receiptOf.has(push));
  const doubtful = new Set<Receipt>();
  for (const paid of [true, false]) {
    const reached = reach(
      without.filter((push) => isPaid(push) === paid),
      { fitting, pushOf },
    );
    for (const [receipt, push] of reached) if (isPaid(push) === paid) doubtful.add(receipt);
  }
  return { pushOf, receiptOf, doubtful };
}

interface Graph<Push, Receipt> {
  readonly fitting: ReadonlyMap<Push, readonly Receipt[]>;
  readonly pushOf: Map<Receipt, Push>;
}

/** Takes a free receipt, or one whose push finds another one for itself (an augmenting path). */
function findReceipt<Push, Receipt>(push: Push, graph: Graph<Push, Receipt>, asked: Set<Receipt>): boolean {
  const fitting = graph.fitting.get(push) ?? [];
  const free = fitting.find((receipt) => !graph.pushOf.has(receipt));
  if (free !== undefined) {
    graph.pushOf.set(free, push);
    return true;
  }
  for (const receipt of fitting) {
    const holder = graph.pushOf.get(receipt);
    if (asked.has(receipt) || holder === undefined) continue;
    asked.add(receipt);
    if (!findReceipt(holder, graph, asked)) continue;
    graph.pushOf.set(receipt, push);
    return true;
  }
  return false;
}

/** The receipts that these pushes could have instead of those that got them, by exchanging along the way. */
function reach<Push, Receipt>(
  from: readonly Push[],
  { fitting, pushOf }: Graph<Push, Receipt>,
): ReadonlyMap<Receipt, Push> {
  const reached = new Map<Receipt, Push>();
  const queue = [...from];
  for (let push = queue.pop(); push !== undefined; push = queue.pop()) {
    for (const receipt of fitting.get(push) ?? []) {
      const holder = pushOf.get(receipt);
      if (holder === undefined || reached.has(receipt)) continue;
      reached.set(receipt, holder);
      queue.push(holder);
    }
  }
  return reached;
}
