#!/bin/sh
# A client of Brij M-Pesa Offline: registers a prefix and a URL, moves the URL, and asks for a payment it has missed.
. "$(dirname "$0")/lib.sh"

# token SECRET
token() {
  call POST "$GATEWAY/api/v1/connect/token" --data-urlencode grant_type=client_credentials \
    --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "client_secret=$1"
}
token guessed
expect 401 '"error":"invalid_client"'
token "$CLIENT_SECRET"
expect 200 '"token_type":"Bearer"'
bearer="authorization: Bearer $(field access_token)"

offline=$GATEWAY/api/mpesaoffline
post "$offline/register-url" "{\"routingPrefix\":\"FT\",\"url\":\"$CALLBACK_URL/first\"}" --header "$bearer"
expect 200 '"id":'
id=$(field id)
post "$offline/update-url/?id=$id" "{\"url\":\"$CALLBACK_URL/second\"}" --header "$bearer"
expect 200 "$id"
post "$offline/update-url?id=$id" '{}' --header "$bearer"
expect 400 routingPrefix

customer_pays FT12862637 1500
echo "paid $receipt"

# status ACCOUNT PATH
status() {
  asked="{\"billRefNumber\":\"$1\",\"transId\":\"$receipt\",\"resultUrl\":\"$CALLBACK_URL/$2\"}"
  post "$offline/transaction-status" "$asked" --header "$bearer"
  expect 202
}
status 12862637 mine
status FT99999999 not-mine
