import { Inject, Injectable } from '@nestjs/common';
import { RevokedClients } from '../clients/revoked-clients.js';
import { SecretBox } from '../secrets/secret-box.js';
import { PersonalDeliveries } from '../deliveries/storage/personal-deliveries.js';
import { PersonalQuestions } from '../dialects/brij/questions/personal-questions.js';
import { PersonalAnswers } from '../idempotency/personal-answers.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import type { PersonalTable } from '../persons/personal-table.js';
import { PersonRequests } from './person-requests.js';

/** All tables of the gateway that can hold a person. docs/privacy.md lists them column by column. */
@Injectable()
export class PersonalTables {
  readonly all: readonly PersonalTable[];

  constructor(
    deliveries: PersonalDeliveries,
    requests: PersonRequests,
    database: GatewayDatabase,
    @Inject(GATEWAY_SETTINGS) { secrets }: GatewaySettings,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.all = [
      deliveries,
      new PersonalAnswers(database, new SecretBox(secrets), clock),
      new PersonalQuestions(database),
      new RevokedClients(database, clock),
      requests,
    ];
  }
}
