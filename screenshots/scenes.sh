# The scenes, in order. Sourced by make.sh.


start 100 28 demo
await "Heartbeat"
await "status ok" # the conversation has gone round
type_ "temperature?"
shot client

keys Escape
keys 0 /; type_ "Local hub"; keys Enter Down l
await "listener on"
for who in "GET /status" "pump 3: 14 bar"; do
  keys Escape 0 Escape /; type_ "Client of the local hub"; keys Enter Enter
  await "connected since"
  type_ "$who"; keys Enter
  await "$who"
done
keys Escape 2
await "2 of 10 clients"
keys i
type_ "who is there?"; keys Enter
await "who is there?"
shot listener

keys Escape 0 Escape g Down Down Down Down
await "Connections"
shot connections

keys Escape 0 Escape /; type_ "Echo"; keys Enter t
await "The connection works"
shot test
keys Escape Escape g Down Down Down Down
await "Connections"

keys e
await "Common settings"
shot common-settings
for _ in 1 2 3 4 5; do keys Tab; done
await "Main settings"
shot main-settings

# The demo of the client against the echo peer: the console, then the tree with
# how often each rule ran, then a rule.
test_demo() {
  start "$@" demo
  await "Heartbeat"
  keys Escape Escape i
  await "Demo client"
  keys Enter F3
  await "[  Test  ]"
  keys BTab BTab BTab BTab Enter
  type_ "Echo peer"
  keys Enter Tab Tab Tab Tab Enter
  await "finished: success"
  keys Enter
  await "Outcome: success"
}
test_demo 100 39
shot console
test_demo 116 24
keys F2 Down Down Down Down
await "ran 1×"
shot rules
keys Up Enter
await "Match condition"
shot rule
