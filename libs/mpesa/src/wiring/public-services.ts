import { C2bService } from '../operations/c2b/c2b.service.js';
import { EventsService } from '../operations/events.service.js';
import { InboxService } from '../operations/inbox.service.js';
import { OperatorsService } from '../operations/operators/operators.service.js';
import { PaymentsService } from '../operations/payments.service.js';
import { PersonalDataService } from '../operations/personal-data/personal-data.service.js';
import { RestoreService } from '../operations/restores/restore.service.js';
import { MissingPaymentsService } from '../operations/statements/missing-payments.service.js';
import { StatementService } from '../operations/statements/statement.service.js';
import { StkPushService } from '../operations/stk-push/stk-push.service.js';
import { COLLECT_SERVICES } from './collect.providers.js';
import { INQUIRY_SERVICES } from './inquiry.providers.js';
import { MONEY_OUT_SERVICES } from './money-out.providers.js';
import { QUESTION_SERVICES } from './question.providers.js';

/** The services a host injects. */
export const PUBLIC_SERVICES = [
  StkPushService,
  C2bService,
  PaymentsService,
  InboxService,
  EventsService,
  StatementService,
  MissingPaymentsService,
  OperatorsService,
  RestoreService,
  PersonalDataService,
  ...MONEY_OUT_SERVICES,
  ...INQUIRY_SERVICES,
  ...QUESTION_SERVICES,
  ...COLLECT_SERVICES,
];
