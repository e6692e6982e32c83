#!/bin/sh
# A client of Vitumob: always asks for the token first, then has the customers of two orders asked to pay.
. "$(dirname "$0")/lib.sh"

mpesa=$GATEWAY/payments/mpesa

call GET "$mpesa/token"
expect 401 '"error":'
call GET "$mpesa/token" --user "$CLIENT_ID:$CLIENT_SECRET"
expect 200 '"expires_in":"3599"'
call GET "$mpesa/token" --user "$CLIENT_ID:$CLIENT_SECRET"
expect 200 '"expires_in":3599' '"expiring_time":1' '"updated_at":"2'
token=$(field access_token)

# order ID SHILLINGS [curl's options …]
order() {
  body="{\"order\":{\"order_id\":\"$1\",\"user_phone_number\":\"$PHONE\",\"amount\":\"$2\"}}"
  shift 2
  post "$mpesa/payment/push/request" "$body" "$@"
}

order 1234567891 12341
expect 400 '{"error":"Access token not provided"}'
order 1234567891 12341 --header 'authorization: expired'
expect 404 '"order_id":"1234567891"' '"status_code":404' '"errorCode":"404.001.03"' '"errorMessage":"Invalid Access Token"'
order 1234567891 12341.15 --header "authorization: $token"
expect 400 order.amount

order 1234567891 12341 --header "authorization: $token"
expect 200 "\"user_id\":\"$CLIENT_ID\"" '"order_id":"1234567891"' "\"phone_no\":\"$PHONE\"" '"ResponseCode":"0"' '"amount":12341'
paid=$(field payment_id)
# While the prompt is open, it is the same payment.
order 1234567891 12341 --header "authorization: Bearer $token"
expect 200 "\"payment_id\":\"$paid\""
customer_taps pay
echo "paid $paid"

order order-2 10 --header "authorization: $token"
expect 200 '"order_id":"order-2"'
cancelled=$(field payment_id)
customer_taps cancel
echo "cancelled $cancelled"
