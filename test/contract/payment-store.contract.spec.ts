/** The payment stores keep their promises on every database. */
import { paymentClaimsContract } from './payment-claims.contract.js';
import { paymentSearchContract } from './payment-search.contract.js';
import { paymentStoreContract } from './payment-store.contract.js';
import { reversalStoreContract } from './reversal-store.contract.js';
import { runContract } from './run-contract.js';

runContract('payments', paymentStoreContract());
runContract('searches of payments', paymentSearchContract());
runContract('reversals', reversalStoreContract());
runContract('claims on payments', paymentClaimsContract());
