// Setting up
export { MpesaModule } from './mpesa.module.js';
export { mpesaConfig } from './options/mpesa.config.js';
export { readTrustedProxies } from './options/trusted-proxies.js';
export { DEFAULT_RETENTION_DAYS } from './options/option-defaults.js';
export type { ConfirmOption } from './options/confirm-option.js';
export { secretProblem } from './values/secret-strength.js';
export type {
  AmountLimits,
  BillManagerOptions,
  CallbackOptions,
  InitiatorCertificate,
  InitiatorCredential,
  InitiatorOptions,
  InitiatorPassword,
  InitiatorProduct,
  JobName,
  JobOptions,
  MigrateMode,
  MpesaAccountOptions,
  MpesaEnvironment,
  MpesaOptions,
  MpesaRoutes,
  MpesaStorageOptions,
  MpesaStructure,
  RatibaVariantName,
} from './options/mpesa-options.js';

// Getting paid
export { StkPushService } from './operations/stk-push/stk-push.service.js';
export type { CallOptions, StkPushRequest, StkPushStatus } from './operations/stk-push/stk-push.service.js';
export { isPublicHost } from './values/public-host.js';
export { limitConnections } from './callbacks/connection-limits.js';
export type { ConnectionLimits } from './callbacks/connection-limits.js';
export { networkOf } from './values/source-addresses.js';
export { PromptShares } from './operations/stk-push/prompt-shares.js';
export type { PromptSharesOptions } from './operations/stk-push/prompt-shares.js';
export { B2bExpressService } from './operations/money-out/b2b-express.service.js';
export type { B2bExpressRequest } from './operations/money-out/b2b-express.service.js';
export { C2bService } from './operations/c2b/c2b.service.js';
export type { C2bRegistration, C2bSimulateRequest } from './operations/c2b/c2b.service.js';
export type { StoredC2bRegistration } from './operations/c2b/c2b-registration.store.js';

// Sending money, and giving it back
export { B2cService } from './operations/money-out/b2c.service.js';
export type { B2cRequest } from './operations/money-out/b2c.service.js';
export { PochiService } from './operations/money-out/pochi.service.js';
export type { PochiRequest } from './operations/money-out/pochi.service.js';
export { B2bService } from './operations/money-out/b2b.service.js';
export type { B2bRequest, B2bTransfer } from './operations/money-out/b2b.service.js';
export { TaxService } from './operations/money-out/tax.service.js';
export type { TaxRequest } from './operations/money-out/tax.service.js';
export { ReversalService } from './operations/money-out/reversal.service.js';
export type { ReversalRequest } from './operations/money-out/reversal.service.js';
export type { OperatorRequest } from './operations/money-out/outgoing-payments.js';
export type { B2cCommand } from './translation/organisation-request.js';
export { B2B_COMMANDS } from './daraja/contracts/b2b.contract.js';
export type { B2bCommand } from './daraja/contracts/b2b.contract.js';

// Asking to be paid, and asking who and what
export type { IdentifierType } from './daraja/wire/identifier-types.js';
export type { BalanceReading } from './values/balance-reading.js';
export { TransactionStatusService } from './operations/inquiries/transaction-status.service.js';
export type { TransactionStatusRequest } from './operations/inquiries/transaction-status.service.js';
export { BalanceService } from './operations/inquiries/balance.service.js';
export type { BalanceRequest } from './operations/inquiries/balance.service.js';
export type { StatusReport, TransactionParty } from './values/status-report.js';
export { DynamicQrService } from './operations/questions/dynamic-qr.service.js';
export type {
  DynamicQr,
  DynamicQrRequest,
  QrPayee,
  QrPayeeType,
} from './operations/questions/dynamic-qr.service.js';
export { OrganisationInfoService } from './operations/questions/organisation-info.service.js';
export type {
  OrganisationInfo,
  OrganisationInfoRequest,
} from './operations/questions/organisation-info.service.js';
export { RecipientNameService } from './operations/questions/recipient-name.service.js';
export type { RecipientName, RecipientNameRequest } from './operations/questions/recipient-name.service.js';
export { SubscriberService } from './operations/questions/subscriber.service.js';
export type {
  AgeOnNetwork,
  ImsiInfo,
  ImsiRequest,
  SimSwap,
  SubscriberRequest,
} from './operations/questions/subscriber.service.js';
export { IdValidationService } from './operations/questions/id-validation.service.js';
export type {
  IdType,
  IdValidation,
  IdValidationRequest,
} from './operations/questions/id-validation.service.js';
export { PullService } from './operations/questions/pull.service.js';
export type {
  PulledPayment,
  PulledPayments,
  PullRegisterRequest,
  PullRegistration,
  PullRequest,
} from './operations/questions/pull.service.js';
export { BillManagerService } from './operations/collect/bill-manager.service.js';
export type { BillManagerReply } from './operations/collect/bill-manager.service.js';
export type {
  BillManagerOptIn,
  BillManagerRegistration,
} from './operations/collect/bill-manager-enrolment.js';
export type { BillReceiptRequest } from './operations/collect/bill-receipts.js';
export type { StoredBillReceipt } from './operations/collect/bill-manager.store.js';
export type { Invoice, InvoiceItem } from './operations/collect/invoice-request.js';
export { StandingOrderService } from './operations/standing-orders/standing-order.service.js';
export type { StandingOrderRequest } from './operations/standing-orders/standing-order-request.js';
export type { StandingOrderResolution } from './operations/standing-orders/standing-order-resolution.js';
export type {
  StandingOrder,
  StandingOrderFrequency,
  StandingOrderStatus,
} from './payments/standing-order.js';
export type { StandingOrderFilter } from './payments/standing-orders/standing-order-ports.js';
export { BongaService } from './operations/collect/bonga.service.js';
export type {
  BongaRedeemRequest,
  BongaRedemption,
  BongaWorth,
  BongaWorthRequest,
} from './operations/collect/bonga.service.js';
export { DataBundlesService } from './operations/collect/data-bundles.service.js';
export type {
  DataBundle,
  DataBundlePurchase,
  DataBundleReceipt,
  DataBundleStatus,
} from './operations/collect/data-bundles.service.js';
export type { AskedBy } from './operations/questions/question-deps.js';

// Hearing of it
export { OnMpesa } from './outbox/on-mpesa.decorator.js';
export type { OnMpesaOptions } from './outbox/on-mpesa.decorator.js';
export type { HandlerContext } from './outbox/handler-context.js';
export type {
  BalanceReceived,
  BestEffortEventMap,
  DurableEventMap,
  DurableEventName,
  MpesaEventMap,
  MpesaEventName,
  PaymentCreated,
  PaymentEvent,
  PaymentEventName,
  PaymentFailed,
  PaymentInReview,
  PaymentPending,
  PaymentReversed,
  PaymentSucceeded,
  PaymentSuperseded,
  StatusReceived,
} from './payments/payment-events.js';

// Looking after it
export { PaymentsService } from './operations/payments.service.js';
export type { Resolution } from './operations/payments.service.js';
export { PersonMentions } from './values/person-mentions.js';
export { PersonalDataService } from './operations/personal-data/personal-data.service.js';
export type { PersonalDataRequest } from './operations/personal-data/personal-data.service.js';
export type {
  ErasedParts,
  Erasure,
  ErasureResult,
  ExportedParts,
  KeptPart,
  PersonalCallback,
  PersonalData,
  PersonalDataExport,
  PersonalEvent,
  PersonalPrompts,
  ReferencingPayment,
} from './operations/personal-data/personal-data.js';
export {
  RestoreService,
  type RestoreClosing,
  type RestoreRequest,
} from './operations/restores/restore.service.js';
export type { RestoreMark } from './operations/restores/restore.store.js';
export { OperatorsService } from './operations/operators/operators.service.js';
export type { LockedOperator } from './operations/operators/operator.store.js';
export type { OnBehalf } from './operations/question-turns.js';
export { MissingPaymentsService } from './operations/statements/missing-payments.service.js';
export type {
  MissingPayment,
  MissingPaymentRequest,
} from './operations/statements/missing-payments.service.js';
export { StatementService } from './operations/statements/statement.service.js';
export type { StatementImportRequest } from './operations/statements/statement.service.js';
export type {
  MissingOnStatement,
  StatementDifference,
  StatementImport,
  UnknownWithdrawal,
} from './operations/statements/statement-import.js';
export type { StatementInput } from './statements/read-statement.js';
export type { MoneyDifference } from './reconciliation/missing-money.js';
export { InboxService } from './operations/inbox.service.js';
export { EventsService } from './operations/events.service.js';
export type { CallbackKind } from './inbox/callback-kinds.js';
export type { CallbackStatus, StoredCallback } from './inbox/inbox-store.js';
export type { DeadLetter, Delivery, DeliveryRef } from './outbox/outbox-store.js';
export type {
  Payment,
  PaymentClaim,
  PaymentDirection,
  PaymentKind,
  PaymentSource,
} from './payments/payment.js';
export type {
  StandingOrderActive,
  StandingOrderEvent,
  StandingOrderFailed,
  StandingOrderInReview,
} from './payments/standing-order-events.js';
export type { JsonObject, JsonValue } from './payments/payment.js';
export type { PaymentStatus } from './payments/payment-status.js';
export type { Page, PageRequest, PaymentFilter } from './payments/payment-ports.js';
export type { AccountType } from './values/account-type.js';

// Plugging in
export { MpesaAccountSource } from './options/account-source.js';
export type { AccountSource, NamedAccountOptions, SourceAccountOptions } from './options/account-source.js';
export { MpesaC2bValidator } from './callbacks/c2b-validator.js';
export type { C2bValidationRequest, C2bValidator, C2bVerdict } from './callbacks/c2b-validator.js';
export { mayBePaidBy } from './payments/payer-of.js';
export type { PayerNumber } from './payments/payer-of.js';
export type { C2bRejectionCode } from './daraja/contracts/c2b-callbacks.contract.js';
export { MpesaAccountNameResolver } from './callbacks/account-name-resolver.js';
export type { AccountNameRequest, AccountNameResolver } from './callbacks/account-name-resolver.js';
export { MpesaEventPublisher } from './outbox/event-publisher.js';
export type { EventPublisher, PublishedEvent } from './outbox/event-publisher.js';

// What may go wrong, and what it means
export { explainResult, resultCodes } from './daraja/catalogue/explain-result.js';
export type { ResultExplanation } from './daraja/catalogue/explain-result.js';
export { explain } from './daraja/catalogue/explain.js';
export type { ErrorExplanation, ErrorToExplain } from './daraja/catalogue/explain.js';
export type { Explanation, FailureWord, Fault } from './values/explanation.js';
export { MpesaError } from './errors/mpesa.error.js';
export { AccountSourceError } from './errors/account-source.error.js';
export { ConnectionWaitError } from './errors/connection-wait.error.js';
export { DarajaOutcomeUnknownError } from './errors/daraja-outcome-unknown.error.js';
export { DarajaRejectedError } from './errors/daraja-rejected.error.js';
export { DarajaResponseError } from './errors/daraja-response.error.js';
export { DarajaThrottledError } from './errors/daraja-throttled.error.js';
export { DarajaUnavailableError } from './errors/daraja-unavailable.error.js';
export { IdempotencyConflictError } from './errors/idempotency-conflict.error.js';
export { IllegalTransitionError } from './errors/illegal-transition.error.js';
export { InquiryRefusedError } from './errors/inquiry-refused.error.js';
export { InquiryTimeoutError } from './errors/inquiry-timeout.error.js';
export { InvalidRequestError } from './errors/invalid-request.error.js';
export { MpesaOptionsError } from './errors/mpesa-options.error.js';
export type { OptionProblem } from './errors/mpesa-options.error.js';
export { OperatorLockedError } from './errors/operator-locked.error.js';
export { PaymentNotFoundError } from './errors/payment-not-found.error.js';
export { PromptOpenError } from './errors/prompt-open.error.js';
export { SettlementTimeoutError } from './errors/settlement-timeout.error.js';
export { StorageLockedError } from './errors/storage-locked.error.js';
export { StorageRefusedError } from './errors/storage-refused.error.js';
export { StorageUnavailableError } from './errors/storage-unavailable.error.js';
export { UnfinishedPushesError } from './errors/unfinished-pushes.error.js';
