/** What is to be assigned: pushes and receipts, each in the order in which they are to be served. */
export interface AssignmentProblem<Push, Receipt> {
  readonly pushes: readonly Push[];
  readonly receipts: readonly Receipt[];
  readonly fits: (push: Push, receipt: Receipt) => boolean;
  /** True also where too little speaks for it to give the push that receipt, but enough to doubt whose it is. */
  readonly mayFit: (push: Push, receipt: Receipt) => boolean;
}

export interface Assignment<Push, Receipt> {
  /** Whose each receipt is. A receipt that is not here is nobody's. */
  readonly pushOf: ReadonlyMap<Receipt, Push>;
  /** Receipts that may as well be those of a push which got none. */
  readonly doubtful: ReadonlySet<Receipt>;
}

/**
 * Gives as many pushes as possible a receipt that fits, each the first that fits: a maximum matching. One receipt may fit
 * several pushes: where all of those get one, whichever is whose, the sum is right.
 */
export function assign<Push, Receipt>(problem: AssignmentProblem<Push, Receipt>): Assignment<Push, Receipt> {
  const { pushes, receipts, fits, mayFit } = problem;
  const pushOf = new Map<Receipt, Push>();
  const fitting = edges(pushes, receipts, fits);
  const without = pushes.filter((push) => !findReceipt(push, { fitting, pushOf }, new Set()));
  return { pushOf, doubtful: reach(without, { fitting: edges(pushes, receipts, mayFit), pushOf }) };
}

interface Graph<Push, Receipt> {
  readonly fitting: ReadonlyMap<Push, readonly Receipt[]>;
  readonly pushOf: Map<Receipt, Push>;
}

function edges<Push, Receipt>(
  pushes: readonly Push[],
  receipts: readonly Receipt[],
  fits: (push: Push, receipt: Receipt) => boolean,
): ReadonlyMap<Push, readonly Receipt[]> {
  return new Map(pushes.map((push) => [push, receipts.filter((receipt) => fits(push, receipt))]));
}

/** Takes a free receipt, or one whose push finds another one for itself (an augmenting path). Whoever has one keeps having one. */
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
): ReadonlySet<Receipt> {
  const reached = new Set<Receipt>();
  const queue = [...from];
  for (let push = queue.pop(); push !== undefined; push = queue.pop()) {
    for (const receipt of fitting.get(push) ?? []) {
      const holder = pushOf.get(receipt);
      if (holder !== undefined && !reached.has(receipt)) queue.push(holder);
      reached.add(receipt);
    }
  }
  return reached;
}
