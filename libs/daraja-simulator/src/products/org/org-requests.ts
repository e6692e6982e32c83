import type { OrgRequest } from './org-request.js';

/** Every request of an organisation accepted since the last reset. */
export class OrgRequests {
  private readonly all: OrgRequest[] = [];
  private readonly byId = new Map<string, OrgRequest>();

  add(request: OrgRequest): void {
    this.all.push(request);
    this.byId.set(request.originatorConversationId, request);
    this.byId.set(request.conversationId, request);
  }

  /** By the id of its originator or the one M-Pesa gave it. */
  find(conversationId: string): OrgRequest | undefined {
    return this.byId.get(conversationId);
  }

  /** The request whose result carried this TransactionID. */
  withTransaction(transactionId: string): OrgRequest | undefined {
    return this.all.find((request) => request.transactionId === transactionId);
  }

  /** Oldest first. */
  list(): readonly OrgRequest[] {
    return this.all;
  }

  /** Forgets all, and lets go of whoever waits for a result that will never be made. */
  clear(): void {
    for (const request of this.all) {
      request.acknowledged.fire();
      request.finished.fire();
    }
    this.all.length = 0;
    this.byId.clear();
  }
}
