export { BrijOfflineModule } from './brij-offline.module.js';
export type { BrijOfflineOptions, BrijOfflineStructure, SigningSecrets } from './brij-offline.options.js';
export { BrijOfflineService } from './brij-offline.service.js';
export type {
  AcceptedStatusRequest,
  RegisteredUrl,
  RegisterUrlRequest,
  StatusRequest,
  UpdateUrlRequest,
} from './brij-offline.service.js';
export { BrijTokenService } from './brij-token.service.js';
export { OnBrijPayment, OnBrijStatusResult } from './callbacks/on-brij.decorators.js';
export type { BrijPayment, BrijStatusResult } from './callbacks/brij-messages.js';
export {
  BrijAuthError,
  BrijInputError,
  BrijOfflineError,
  BrijOptionsError,
  BrijRejectedError,
  BrijResponseError,
  BrijUnavailableError,
} from './errors/brij-offline.errors.js';
