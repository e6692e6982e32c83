import { DEFAULT_CALLBACK_PATH } from '../callbacks/callback.controller.js';
import type { MpesaStructure } from '../options/mpesa-options.js';

/** Path of the callback routes, no slash at either end. */
export function callbackPath({ routes }: MpesaStructure): string {
  const path = routes === false ? undefined : routes?.path;
  return (path ?? DEFAULT_CALLBACK_PATH).replace(/^\/+|\/+$/g, '');
}
