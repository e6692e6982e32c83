export interface Product {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  /** Whole shillings. */
  readonly price: number;
}

/** All that the shop sells. The page has a picture for each id in `icons.svg`. */
export const PRODUCTS: readonly Product[] = [
  { id: 'coffee', name: 'Nyeri coffee', detail: 'AA beans, 250 g', price: 650 },
  { id: 'chai', name: 'Kericho tea', detail: 'Loose leaf, 100 g', price: 350 },
  { id: 'honey', name: 'Baringo honey', detail: 'Raw, 500 g', price: 900 },
  { id: 'kiondo', name: 'Kiondo basket', detail: 'Hand-woven sisal', price: 2_500 },
  { id: 'shuka', name: 'Maasai shuka', detail: 'Cotton, 150 × 200 cm', price: 1_500 },
  { id: 'postcard', name: 'Postcard', detail: 'Greetings from Lamu', price: 10 },
];
