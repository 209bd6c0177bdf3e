# The scenes, in order. Sourced by make.sh.
export TCPDECK_NO_TIMING=1

start 110 32 demo
await "Heartbeat"
keys Escape
shot client
keys 0
await "Connections"
shot connections
keys e
await "Common settings"
shot common-settings
for _ in 1 2 3 4 5 6; do keys Tab; done
await "Main settings"
shot main-settings
