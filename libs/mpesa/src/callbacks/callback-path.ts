import { DEFAULT_CALLBACK_PATH } from './callback.controller.js';
import { DEFAULT_HAKIKISHA_PATH } from './c2b-hakikisha.controller.js';
import type { MpesaStructure } from '../options/mpesa-options.js';
import { withoutOuterSlashes } from '../values/slashes.js';

/** Path of the callback routes, no slash at either end. */
export function callbackPath({ routes }: MpesaStructure): string {
  const path = routes === false ? undefined : routes?.path;
  return withoutOuterSlashes(path ?? DEFAULT_CALLBACK_PATH);
}

/** Path below which Safaricom asks for names, no slash at either end. */
export function hakikishaPath({ routes }: MpesaStructure): string {
  const path = routes === false ? undefined : routes?.hakikishaPath;
  return withoutOuterSlashes(path ?? DEFAULT_HAKIKISHA_PATH);
}
