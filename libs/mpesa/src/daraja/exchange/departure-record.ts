/** Keeps the record of a request that must not be sent twice: written before a byte may leave, taken back when none has. */
export interface DepartureRecord {
  /** The token is there and the connection is made: its bytes are next. @throws when they must not leave */
  depart(): Promise<void>;
  /** Nothing has left, or Daraja looked at no more than the token or the version: what follows is as before departing. */
  takeBack(): Promise<void>;
}
