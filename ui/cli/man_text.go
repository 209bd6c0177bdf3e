package cli

const manualIntroduction = `tcpdeck keeps TCP connection profiles, runs any of them as a client or as a listener, shows every message sent and received, and works the same from a script. Without a command it opens the deck, a full-screen program; ? shows its keys.

A TARGET is looked up as a profile's name, then as an id, then read as host:port, an IPv6 address in brackets: [::1]:9090. connect, listen and test also take HOST PORT as two words. For listen, :9090 binds 127.0.0.1 and *:9090 all addresses. A host:port behaves like nc: what one read returns is a message, sent messages end in LF, and nothing waits for a timeout unless --timeout is given.

Data goes to stdout and everything else to stderr, where every error is one line that begins with "tcpdeck: ". To a terminal everything from outside is escaped; to a pipe or a file text is not, and bytes that the code page does not have are \xNN.`

const manualJSON = `With --json, and in stored task output, each message and event is one JSON object on a line of its own. "kind" is sent, received or event; "time" is UTC with nanoseconds; "peer" is the other end. "text" and "bytes" are the message without its delimiter; "raw", in base64, is added where the text alone would not give the exact bytes back. "incomplete" and "truncated" mark cut messages, "ending" a sent message with another line ending than the profile's.

An event has a name: started, resolved, connecting, connected, listening, half-closed, refused, failed, closed, note, stopped. What ended has a "reason": closed by peer, closed here, stopped here, reset by peer, timed out, refused, not resolved, unreachable, permission, port in use, limit reached, write failed, ended inside a message, internal error. The repository has a JSON Schema of a record and one of a profile.

With --plain the same stands in five columns with a tab between: time, kind or event, peer, bytes, text.`

var manualFiles = [][2]string{
	{"$XDG_CONFIG_HOME/tcpdeck/profiles/*.yaml", "The profiles, one file each. XDG_CONFIG_HOME is ~/.config unless set."},
	{"$XDG_STATE_HOME/tcpdeck/output/PROFILE/RUN.jsonl", "The task output, one file a run. XDG_STATE_HOME is ~/.local/state unless set."},
	{"$XDG_STATE_HOME/tcpdeck/tcpdeck.log", "What went wrong inside tcpdeck."},
}

var manualEnvironment = [][2]string{
	{"TCPDECK_CONFIG_DIR, TCPDECK_STATE_DIR", "The folders to use instead, as --config-dir and --state-dir."},
	{"NO_COLOR", "If not empty, no colours."},
}
