package netio

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// pipeTime is how long the output of a command is still read when it has
// ended, or was killed: what it started may hold the pipes for ever.
const pipeTime = 150 * time.Millisecond

// command runs the trigger's command in the user's home folder, in a session
// of its own, without a terminal. Its stdin is the message, which it need not
// read. What it leaves running when it ends goes on; the timeout and stop kill
// all of its process group.
func (t *triggers) command(f *firing) deed {
	ctx, cancel := context.WithTimeout(t.ctx, t.trigger.Timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, t.trigger.Command[0], t.trigger.Command[1:]...)
	var out printed
	cmd.Stdout, cmd.Stderr = &out, &out
	if f.message != nil {
		cmd.Stdin = bytes.NewReader(f.message.Data)
	}
	cmd.Dir, cmd.WaitDelay = workFolder(), pipeTime
	cmd.Env = triggerEnv(cmd.Environ(), f.Peer, f.rules())
	began := time.Now()
	err := runCommand(cmd)
	d := deed{output: out.String()}
	switch state := cmd.ProcessState; {
	case state != nil && state.ExitCode() == 0:
		// Whether it read its stdin and who still holds its pipes is its
		// own affair.
		d.ok, d.detail = true, "exit 0 in "+span(time.Since(began))
	case state == nil && t.ctx.Err() != nil:
		d.detail = whyStopped
	case t.ctx.Err() != nil:
		d.detail = "killed when it was stopped"
	case ctx.Err() != nil:
		d.detail = "killed after " + span(t.trigger.Timeout)
	case state == nil:
		d.detail = "cannot run: " + err.Error()
	case state.ExitCode() < 0:
		d.detail = "killed by " + state.String()
	default:
		d.detail = fmt.Sprintf("exit %d in %s", state.ExitCode(), span(time.Since(began)))
	}
	return d
}

// workFolder is where commands run: the user's home folder, or that for
// temporary files if there is none.
func workFolder() string {
	home, err := os.UserHomeDir()
	if info, statErr := os.Stat(home); err == nil && statErr == nil && info.IsDir() {
		return home
	}
	return os.TempDir()
}
