/** Why money moved. `charge` is Safaricom's fee; its entry has no receipt, its reference is the receipt it was charged for. */
export type MovementKind =
  | 'opening'
  | 'adjustment'
  | 'stk'
  | 'c2b'
  | 'b2c'
  | 'pochi'
  | 'b2b'
  | 'tax'
  | 'b2b-express'
  | 'reversal'
  | 'bonga'
  | 'bundle'
  | 'charge';
