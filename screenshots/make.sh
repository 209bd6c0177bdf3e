#!/usr/bin/env bash
# Makes the pictures of the README anew from the running program. Needs tmux
# and rsvg-convert (Debian: librsvg2-bin) and, to look right, the fonts JetBrains Mono
# (fonts-jetbrains-mono) and a Japanese one (fonts-ipafont-gothic).
set -euo pipefail
cd "$(dirname "$0")"
tmp=$(mktemp -d)
socket=tcpdeck-shots-$$ starts=0
t() { tmux -L "$socket" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null || true; rm -rf "$tmp"' EXIT
go build -o "$tmp/tcpdeck" ..
go build -o "$tmp/ansi2svg" ansi2svg.go

# start COLS ROWS ARGS…: a fresh terminal that runs tcpdeck
start() {
  local cols=$1 rows=$2
  shift 2
  t kill-server 2>/dev/null || true
  socket=tcpdeck-shots-$$-$((starts += 1)) # the old one may still be ending
  t new-session -d -x "$cols" -y "$rows" "cat" \; set -g status off \; \
    set -g default-terminal tmux-256color \; set -as terminal-features ',*:RGB'
  t respawn-pane -k -t 0 "env TERM=tmux-256color COLORTERM=truecolor TZ=UTC $tmp/tcpdeck $*"
}

# wait for a text on the screen, at most ten seconds
await() {
  for _ in $(seq 100); do
    if t capture-pane -p -t 0 | grep -qF -- "$1"; then return 0; fi
    sleep .1
  done
  echo "never saw: $1" >&2
  t capture-pane -p -t 0 >&2
  exit 1
}
keys() { for k in "$@"; do t send-keys -t 0 "$k"; sleep .05; done; }
type_() { t send-keys -t 0 -l "$1"; }
shot() {
  sleep .4 # the last frame is drawn within a thirtieth of a second
  t capture-pane -p -e -N -t 0 | "$tmp/ansi2svg" >"$tmp/$1.svg"
  rsvg-convert --zoom 1.5 "$tmp/$1.svg" -o "$1.png"
  echo "$1.png"
}

source ./scenes.sh
