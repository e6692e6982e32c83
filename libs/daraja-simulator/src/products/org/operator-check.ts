import type { EventHub } from '../../events/event-hub.js';
import { decryptCredential } from '../../security/simulator-keys.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import type { Initiator } from '../../world/initiator.js';
import { ORG_FAILURES } from './org-failures.js';
import type { OrgFailure, OrgRequest } from './org-request.js';

/** As many wrong credentials in a row lock an operator (DARAJA-FACTS 6.2). */
const TRIES = 3;

/** Whether the operator named by a request may do what it asks: known, not locked, right credential, right role. */
export class OperatorCheck {
  constructor(
    private readonly settings: CurrentSettings,
    private readonly events: EventHub,
  ) {}

  problem({ shortcode, initiator: name, securityCredential, op }: OrgRequest): OrgFailure | null {
    const operator = shortcode?.initiators.find((known) => known.name === name);
    if (!operator) return ORG_FAILURES.badInitiator;
    if (operator.locked) return ORG_FAILURES.operatorLocked;
    if (!this.knows(operator, securityCredential)) return this.wrongTry(operator);
    operator.wrongTries = 0;
    if (operator.roles === null || operator.roles.includes(op)) return null;
    return this.settings.get().missingRole === '21' ? ORG_FAILURES.notAllowed : ORG_FAILURES.noPermission;
  }

  private knows(operator: Initiator, credential: string): boolean {
    return this.settings.get().credentials === 'any' || decryptCredential(credential) === operator.password;
  }

  private wrongTry(operator: Initiator): OrgFailure {
    operator.wrongTries += 1;
    operator.locked = operator.wrongTries >= TRIES;
    this.events.tell('settings', { initiator: operator.name });
    return ORG_FAILURES.badInitiator;
  }
}
