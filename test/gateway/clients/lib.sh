# Sourced by the clients: curl, and as much JSON as they need of sh and sed.
# They are told GATEWAY, SIMULATOR, CLIENT_ID, CLIENT_SECRET, CALLBACK_URL and PHONE by their environment.
set -eu

fail() {
  echo "$0: $*" >&2
  exit 1
}

# call METHOD URL [curl's options …]: leaves $status and $body.
call() {
  method=$1 url=$2
  shift 2
  answer=$(curl --silent --show-error --noproxy '*' --max-time 40 --request "$method" --write-out '\n%{http_code}' "$@" "$url") ||
    fail "$method $url: no answer"
  status=${answer##*
}
  body=${answer%
*}
}

# expect STATUS [TEXT …]: what the last answer must be, and have in it.
expect() {
  [ "$status" = "$1" ] || fail "$method $url: $status instead of $1: $body"
  shift
  for text in "$@"; do
    case $body in *"$text"*) ;; *) fail "$method $url: no $text in $body" ;; esac
  done
}

# field NAME: the first value of that name in the last answer.
field() {
  printf '%s' "$body" | tr -d '\n' | grep -oE "\"$1\": *(\"[^\"]*\"|[^,}]*)" | head -n 1 | sed 's/^[^:]*: *//; s/^"//; s/"$//'
}

# post URL JSON [curl's options …]
post() {
  url=$1 json=$2
  shift 2
  call POST "$url" --header 'content-type: application/json' --data "$json" "$@"
}

# until_has TEXT METHOD URL [curl's options …]: asks until the answer has the text, for ten seconds at most.
until_has() {
  wanted=$1
  shift
  for _ in $(seq 100); do
    call "$@"
    case $body in *"$wanted"*) return ;; esac
    sleep 0.1
  done
  fail "$2: never $wanted, but $body"
}

# The customer, with the simulated phone in hand.
customer_taps() {
  post "$SIMULATOR/sim/phones/$PHONE/prompt" "{\"action\":\"$1\"}"
  expect 200
}

# customer_pays ACCOUNT SHILLINGS: by hand, to the shared pay bill. Leaves $receipt.
customer_pays() {
  post "$SIMULATOR/sim/phones/$PHONE/pay" "{\"shortcode\":\"174379\",\"account\":\"$1\",\"amount\":$2}"
  expect 200
  receipt=$(field receipt)
}
