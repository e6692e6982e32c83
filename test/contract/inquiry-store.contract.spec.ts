import { inquiryRetentionContract, inquiryStoreContract } from './inquiry-store.contract.js';
import { runContract } from './run-contract.js';

runContract('inquiries', inquiryStoreContract());
runContract('retention of inquiries', inquiryRetentionContract());
