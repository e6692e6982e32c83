/** A text message as M-Pesa sends it to a customer or to the owner of a shortcode. */
export interface Message {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: 'paid' | 'received' | 'refused';
  readonly text: string;
  readonly receipt: string | null;
}
