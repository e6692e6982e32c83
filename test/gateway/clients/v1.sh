#!/bin/sh
# A client of /v1: asks a phone for money, and is told of what was paid by hand.
. "$(dirname "$0")/lib.sh"

call POST "$GATEWAY/v1/token" --data-urlencode grant_type=client_credentials \
  --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "client_secret=$CLIENT_SECRET"
expect 200 '"token_type":"Bearer"'
bearer="authorization: Bearer $(field access_token)"

call GET "$GATEWAY/v1/me/" --header "$bearer"
expect 200 "$CLIENT_ID"

post "$GATEWAY/v1/callback-endpoints" "{\"url\":\"$CALLBACK_URL\"}" --header "$bearer" --header 'idempotency-key: endpoint'
expect 201 whsec_

# Asked twice under one key, the phone rings once.
order='{"phone":"0'${PHONE#254}'","amount":150,"reference":"ORDER-17"}'
post "$GATEWAY/v1/payments/collect" "$order" --header "$bearer" --header 'idempotency-key: order-17'
expect 201 '"status":"pending"' '"amountCents":15000'
payment=$(field id)
post "$GATEWAY/v1/payments/collect" "$order" --header "$bearer" --header 'idempotency-key: order-17'
expect 201 "\"id\":\"$payment\""

customer_taps pay
# The stream ends with the payment's last state.
call GET "$GATEWAY/v1/payments/$payment/events" --header "$bearer" --no-buffer
expect 200 'event: payment' '"status":"succeeded"'
call GET "$GATEWAY/v1/payments/$payment" --header "$bearer"
expect 200 '"status":"succeeded"'
echo "payment $payment $(field receipt)"

customer_pays "ft-128 62637" 70
until_has "$receipt" GET "$GATEWAY/v1/payments" --header "$bearer"
expect 200 '"kind":"c2b"' '"reference":"ft-128 62637"'
echo "by-hand $receipt"

# What is wrong is named, and nothing happens.
post "$GATEWAY/v1/payments/collect" '{"phone":"0722000000","amount":0}' --header "$bearer" --header 'idempotency-key: nothing'
expect 400 '"field":"amount"' '"rule":'
call GET "$GATEWAY/v1/payments"
expect 401 token-missing
