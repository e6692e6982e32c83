import type { Product } from './product.js';
import { COLLECTION_PRODUCTS } from './products/collection.js';
import { CUSTOMER_PRODUCTS } from './products/customer.js';
import { ORGANISATION_PRODUCTS } from './products/organisation.js';
import { QUESTION_PRODUCTS } from './products/question.js';

/** Every product of Daraja but the IoT portal, by its row in DARAJA-FACTS 1.2. */
export const PRODUCTS: readonly Product[] = [
  ...CUSTOMER_PRODUCTS,
  ...ORGANISATION_PRODUCTS,
  ...COLLECTION_PRODUCTS,
  ...QUESTION_PRODUCTS,
].sort((a, b) => a.number - b.number);
