// Package cli has the headless commands: what tcpdeck does without a screen.
// It states what it needs of the network and of the profile store as small
// interfaces; main passes the real ones in.
//
// One goroutine is started here, and no other in ui: the one that reads
// standard input (feeder.run). A read of a terminal or a pipe cannot be
// cancelled, so it must not be what the command waits for; it ends with the
// end of input, with the command's context at its next line, or with the
// process.
package cli
