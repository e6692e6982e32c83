import { BRIJ_PLAN } from './brij.plan.js';
import type { CollectionPlan } from './collection-plan.js';
import { PHP_PLAN } from './php.plan.js';
import { V1_PLAN } from './v1.plan.js';
import { VITUMOB_PLAN } from './vitumob.plan.js';

/** By the API's name. An API that stands here has its collection at `/docs/postman/<name>.json`. */
export const COLLECTION_PLANS: ReadonlyMap<string, CollectionPlan> = new Map([
  ['v1', V1_PLAN],
  ['brij', BRIJ_PLAN],
  ['vitumob', VITUMOB_PLAN],
  ['php', PHP_PLAN],
]);
