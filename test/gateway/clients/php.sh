#!/bin/sh
# A client of the PHP platform: prompts a phone, registers its two URLs, and has a customer pay by hand.
. "$(dirname "$0")/lib.sh"

api=$GATEWAY/api

call POST "$api/generate_token.php"
expect 401 '"status":401' '"error":'
call POST "$api/generate_token.php" --user "$CLIENT_ID:$CLIENT_SECRET"
expect 200 '"success":true' '"token":"eyJ'
bearer="authorization: Bearer $(field token)"

# push AMOUNT [curl's options …]: as a form
push() {
  amount=$1
  shift
  call POST "$api/stk_push.php" --data-urlencode "phone=$PHONE" --data-urlencode "amount=$amount" \
    --data-urlencode reference=account123 --data-urlencode description=Tea "$@"
}
push 100
expect 401 '"status":401'
push 0 --header "$bearer"
expect 400 '"status":400' amount
push 100 --header "$bearer"
expect 200 '{"status":200,"response":{' '"MerchantRequestID":' '"CheckoutRequestID":"ws_CO_' '"ResponseCode":"0"' \
  '"ResponseDescription":"Success. Request accepted for processing"' '"CustomerMessage":'
customer_taps pay

post "$api/c2b_register.php" "{\"confirmation_url\":\"$CALLBACK_URL/confirm\",\"validation_url\":\"$CALLBACK_URL/validate\",\"response_type\":\"Completed\"}" \
  --header "$bearer"
expect 200 '"status":200'
customer_pays FTaccount123 100
echo "by-hand $receipt"

call GET "$api/result_codes.php"
expect 200 '"1032"' 'Cancelled by User'
