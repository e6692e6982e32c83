import { AccessTokenEntity } from './access-token.entity.js';
import { BillReceiptEntity } from './bill-receipt.entity.js';
import { BillerEntity } from './biller.entity.js';
import { C2bRegistrationEntity } from './c2b-registration.entity.js';
import { CallbackEntity } from './callback.entity.js';
import { DeliveryEntity } from './delivery.entity.js';
import { ErasureEntity } from './erasure.entity.js';
import { ExportEntity } from './export.entity.js';
import { EventEntity } from './event.entity.js';
import { OperatorEntity } from './operator.entity.js';
import { GapFillEntity } from './gap-fill.entity.js';
import { InquiryEntity } from './inquiry.entity.js';
import { PaymentEntity } from './payment.entity.js';
import { PromptLockEntity } from './prompt-lock.entity.js';
import { QueryLimitEntity } from './query-limit.entity.js';
import { RestoreEntity } from './restore.entity.js';
import { StandingOrderEntity } from './standing-order.entity.js';
import { SubscriptionEntity } from './subscription.entity.js';

/** Every entity of the module, for a host that hands its own DataSource over: `entities: [...mpesaEntities, …]`. */
export const mpesaEntities = [
  PaymentEntity,
  CallbackEntity,
  EventEntity,
  DeliveryEntity,
  SubscriptionEntity,
  PromptLockEntity,
  AccessTokenEntity,
  QueryLimitEntity,
  C2bRegistrationEntity,
  OperatorEntity,
  GapFillEntity,
  BillerEntity,
  BillReceiptEntity,
  StandingOrderEntity,
  InquiryEntity,
  RestoreEntity,
  ErasureEntity,
  ExportEntity,
];
