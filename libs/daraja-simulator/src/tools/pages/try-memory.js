/** What earlier requests and callbacks told, so that the next form can ask about them. */

const MONEY_OUT = ['b2c', 'pochi', 'b2b', 'tax'];

/** After an answer: ids to ask by. */
export function rememberAnswer(memory, { op }, { request, answer }) {
  const { body } = answer;
  if (answer.status !== 200 || typeof body !== 'object' || body === null) return;
  if (op === 'stkpush') {
    memory.checkoutRequestId = body.CheckoutRequestID;
    memory.pushedTo = String(request.body.BusinessShortCode);
  }
  if (MONEY_OUT.includes(op)) memory.originatorConversationId = body.OriginatorConversationID;
  if (op === 'bundle-offers') memory.offeringId = body.lineItem.characteristicsValue[0]?.offeringId;
  if (op === 'bundle-purchase') memory.transactionId = request.body.transactionId;
}

/** After a callback: the receipt of a customer's payment, and who received it. */
export function rememberCallback(memory, body) {
  const items = body?.Body?.stkCallback?.CallbackMetadata?.Item ?? [];
  const receipt = items.find(({ Name }) => Name === 'MpesaReceiptNumber')?.Value;
  if (receipt) Object.assign(memory, { receipt, receivedBy: memory.pushedTo });
  if (body?.TransID) Object.assign(memory, { receipt: body.TransID, receivedBy: body.BusinessShortCode });
}
