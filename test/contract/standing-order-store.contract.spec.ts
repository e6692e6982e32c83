import { runContract } from './run-contract.js';
import { standingOrderStoreContract } from './standing-order-store.contract.js';

runContract('standing orders', standingOrderStoreContract());
