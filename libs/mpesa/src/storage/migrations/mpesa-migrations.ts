import { Payments1795219200000 } from './1795219200000-payments.js';
import { Inbox1795219200001 } from './1795219200001-inbox.js';
import { Outbox1795219200002 } from './1795219200002-outbox.js';
import { Daraja1795219200003 } from './1795219200003-daraja.js';
import { Operators1795219200004 } from './1795219200004-operators.js';
import { MoneyOut1795219200005 } from './1795219200005-money-out.js';
import { GapFill1795219200006 } from './1795219200006-gap-fill.js';
import { BillManager1795219200007 } from './1795219200007-bill-manager.js';
import { StandingOrders1795219200008 } from './1795219200008-standing-orders.js';
import { Inquiries1795219200009 } from './1795219200009-inquiries.js';
import { Departures1795219200010 } from './1795219200010-departures.js';
import { AmbiguousMoney1795219200011 } from './1795219200011-ambiguous-money.js';
import { SetClocks1795219200012 } from './1795219200012-set-clocks.js';
import { Restores1795219200013 } from './1795219200013-restores.js';
import { RegistrationTokens1795219200014 } from './1795219200014-registration-tokens.js';
import { AwaitedConfirmations1795219200015 } from './1795219200015-awaited-confirmations.js';
import { Erasures1795219200016 } from './1795219200016-erasures.js';
import { InquiryNames1795219200017 } from './1795219200017-inquiry-names.js';
import { WhatIsCertain1795219200019 } from './1795219200019-what-is-certain.js';
import { Exports1795219200021 } from './1795219200021-exports.js';
import { AskedDoubts1795219200022 } from './1795219200022-asked-doubts.js';

/** Every migration of the module, oldest first; recorded in the table `mpesa_migrations`. */
export const mpesaMigrations = [
  Payments1795219200000,
  Inbox1795219200001,
  Outbox1795219200002,
  Daraja1795219200003,
  Operators1795219200004,
  MoneyOut1795219200005,
  GapFill1795219200006,
  BillManager1795219200007,
  StandingOrders1795219200008,
  Inquiries1795219200009,
  Departures1795219200010,
  AmbiguousMoney1795219200011,
  SetClocks1795219200012,
  Restores1795219200013,
  RegistrationTokens1795219200014,
  AwaitedConfirmations1795219200015,
  Erasures1795219200016,
  InquiryNames1795219200017,
  WhatIsCertain1795219200019,
  Exports1795219200021,
  AskedDoubts1795219200022,
];
