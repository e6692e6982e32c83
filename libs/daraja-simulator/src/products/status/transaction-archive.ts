import { createHash } from 'node:crypto';
import { eastAfricaDay } from '../../clock/east-africa-time.js';
import { shortcodeAccount, type Account } from '../../ledger/account.js';
import type { Ledger, LedgerEntry } from '../../ledger/ledger.js';
import type { MovementKind } from '../../ledger/movement-kind.js';
import type { Shortcode } from '../../world/shortcode.js';
import type { World } from '../../world/world.js';
import type { OrgRequest } from '../org/org-request.js';
import type { OrgRequests } from '../org/org-requests.js';
import { phoneName, shortcodeName } from '../org/party-name.js';
import type { TransactionFacts } from './transaction-facts.js';

/** `Pay Utility with OD Online` is from a capture (DARAJA-FACTS 1.11); the others follow its manner. */
const REASON_TYPES: Partial<Record<MovementKind, string>> = {
  stk: 'Pay Utility with OD Online',
  c2b: 'Pay Bill Online',
  b2c: 'Business Payment to Customer via API',
  pochi: 'Business Payment to Pochi via API',
  b2b: 'Business Pay Bill via API',
  tax: 'Pay Tax to KRA via API',
  'b2b-express': 'Merchant to Business Payment via USSD',
  reversal: 'Transaction Reversal via API',
};

/** Looks transactions up by receipt or conversation, for the organisation that had a part in them and no other. */
export class TransactionArchive {
  constructor(
    private readonly ledger: Ledger,
    private readonly requests: OrgRequests,
    private readonly world: World,
  ) {}

  byReceipt(receipt: string, asker: Shortcode): TransactionFacts | null {
    const entry = this.ledger.findReceipt(receipt);
    if (entry) return concerns(entry, asker) ? this.moved(entry) : null;
    const request = this.requests.withTransaction(receipt);
    return request && !isGeneric(receipt) && request.shortcode === asker ? this.notMoved(request) : null;
  }

  byConversation(conversationId: string, asker: Shortcode): TransactionFacts | null {
    const request = this.requests.find(conversationId);
    if (!request || request.shortcode !== asker) return null;
    const entry = request.outcome?.done ? this.ledger.findReceipt(request.transactionId) : undefined;
    return entry ? this.moved(entry) : this.notMoved(request);
  }

  private moved(entry: LedgerEntry): TransactionFacts {
    const receipt = entry.receipt ?? '';
    const request = this.requests.withTransaction(receipt);
    const charges = this.ledger.filter(({ kind, reference }) => kind === 'charge' && reference === receipt);
    return {
      receipt,
      cents: entry.cents,
      status: 'Completed',
      reason: null,
      reasonType: REASON_TYPES[entry.kind] ?? 'Transaction',
      initiatedAt: request?.startedAt ?? entry.at,
      finalisedAt: entry.at,
      debitParty: this.nameOf(entry.debit),
      creditParty: this.nameOf(entry.credit),
      debitAccountType: accountType(entry.debit),
      conversationId: request?.conversationId ?? conversationOf(receipt, entry.at),
      originatorConversationId: request?.originatorConversationId ?? originatorOf(receipt),
      debitCharges: charges.reduce((sum, { cents }) => sum + cents, 0),
    };
  }

  private notMoved(request: OrgRequest): TransactionFacts {
    const { outcome, shortcode } = request;
    return {
      receipt: request.transactionId,
      cents: request.cents,
      status: request.status,
      reason: outcome && !outcome.done ? outcome.text : null,
      reasonType:
        REASON_TYPES[request.op === 'status' || request.op === 'balance' ? 'c2b' : request.op] ?? '',
      initiatedAt: request.startedAt,
      finalisedAt: request.finishedAt,
      debitParty: shortcode ? shortcodeName(shortcode) : '',
      creditParty: '',
      debitAccountType: 'Utility Account',
      conversationId: request.conversationId,
      originatorConversationId: request.originatorConversationId,
      debitCharges: 0,
    };
  }

  private nameOf(account: Account): string {
    const [kind, number = ''] = account.split(':');
    const phone = kind === 'phone' ? this.world.findPhone(number) : undefined;
    if (phone) return phoneName(phone);
    const shortcode = kind === 'shortcode' ? this.world.findShortcode(number) : undefined;
    return shortcode ? shortcodeName(shortcode) : number;
  }
}

function concerns({ debit, credit }: LedgerEntry, { number }: Shortcode): boolean {
  const own = shortcodeAccount(number);
  return [debit, credit].some((account) => account === own || account.startsWith(`${own}:`));
}

function isGeneric(transactionId: string): boolean {
  return transactionId.endsWith('0000000');
}

function accountType(account: Account): string {
  if (account.startsWith('phone:')) return 'MMF Account For Customer';
  return account.endsWith(':working') ? 'MMF Account For Organization' : 'Utility Account';
}

/** Customers' payments have conversations too; the same one whenever it is asked for. */
function conversationOf(receipt: string, at: number): string {
  return `AG_${eastAfricaDay(at)}_${digest(receipt).slice(0, 20)}`;
}

function originatorOf(receipt: string): string {
  const hex = digest(receipt);
  return `${hex.slice(20, 24)}-${hex.slice(24, 28)}-${hex.slice(28, 32)}-${hex.slice(32, 44)}10001`;
}

function digest(receipt: string): string {
  return createHash('sha256').update(receipt).digest('hex');
}
