import { RevokedClients } from '../clients/revoked-clients.js';
import { SecretBox } from '../secrets/secret-box.js';
import type { PersonalDeliveries } from '../deliveries/storage/personal-deliveries.js';
import { PersonalQuestions } from '../dialects/brij/questions/personal-questions.js';
import { PersonalAnswers } from '../idempotency/personal-answers.js';
import type { Clock } from '../setup/clock.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import type { GatewayDatabase } from '../storage/gateway-database.js';
import type { PersonalTable } from '../persons/personal-table.js';
import type { PersonRequests } from './person-requests.js';

export interface PersonalTablesDeps {
  readonly database: GatewayDatabase;
  readonly deliveries: PersonalDeliveries;
  readonly requests: PersonRequests;
  readonly settings: GatewaySettings;
  readonly clock: Clock;
}

/** All tables of the gateway that can hold a person. docs/privacy.md lists them column by column. */
export function personalTables({
  database,
  deliveries,
  requests,
  settings,
  clock,
}: PersonalTablesDeps): PersonalTable[] {
  return [
    deliveries,
    new PersonalAnswers(database, new SecretBox(settings.secrets), clock),
    new PersonalQuestions(database),
    new RevokedClients(database, clock),
    requests,
  ];
}
