//go:build unix

package netio

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// triggering is the listener's demo with a trigger.
func triggering(t *testing.T, allowed bool, trigger model.Trigger) *model.Drive {
	t.Helper()
	i := model.NewInteraction()
	i.Name, i.Rules = "Triggering", model.DemoRules(model.Listener)
	trigger.Timeout, trigger.AtOnce = 10*time.Second, 4
	i.Trigger = trigger
	c, err := model.Compile(i)
	if err != nil {
		t.Fatal(err)
	}
	return &model.Drive{Compiled: c, Allowed: allowed}
}

// talks has one conversation with a triggering listener.
func (b *bed) talks(address, instruction string) {
	b.t.Helper()
	c := b.call(address)
	b.write(c, "Handshake\n")
	b.hears(c, "Heartbeat\n")
	b.write(c, instruction+"\n")
	c.Close()
}

// TestTriggerOfASession: the command gets every byte, and the session that ends
// by itself waits for it; nothing of a message is executed.
func TestTriggerOfASession(t *testing.T) {
	b := newBed(t, Options{})
	dir := t.TempDir()
	out, events := filepath.Join(dir, "out"), filepath.Join(dir, "events")
	p := lf(0)
	d := triggering(t, true, model.Trigger{Append: events, Command: []string{"/bin/sh", "-c",
		`cat > "$1"; printf %s "$TCPDECK_MESSAGES" > "$1.env"; sleep 0.2; echo "from $TCPDECK_FROM_ADDRESS"`, "sh", out}})
	id, address := b.listener(p, model.StartOptions{Drive: d, Only: 1})
	hostile := "$(touch " + dir + "/pwned) -rf `id`\x00\xff"
	b.talks(address, hostile)
	b.ended(id)
	if got, err := os.ReadFile(out); string(got) != hostile || err != nil {
		t.Errorf("stdin was %q, %v", got, err)
	}
	if got, _ := os.ReadFile(out + ".env"); !strings.HasPrefix(string(got), `{"INSTRUCTION":"$(touch `) {
		t.Errorf("the environment has %q", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
		t.Error("a message was executed")
	}
	line, _ := os.ReadFile(events)
	r, err := model.ParseRecord(line, nil, nil)
	if err != nil || string(r.Event.Rules.Message.Data) != hostile {
		t.Errorf("%s: %v", line, err)
	}
	acted := b.lines(id)
	if !strings.Contains(strings.Join(acted, "\n"), "acted") {
		t.Error(acted)
	}
	st, _ := b.Status(id)
	if st.Interaction.Trigger.Done != 2 || st.Interaction.Trigger.Failed != 0 {
		t.Errorf("%+v", st.Interaction.Trigger)
	}
}

// TestSessionWithoutConsent fires, and says that nothing was run.
func TestSessionWithoutConsent(t *testing.T) {
	b := newBed(t, Options{})
	file := filepath.Join(t.TempDir(), "ran")
	id, address := b.listener(lf(0), model.StartOptions{Drive: triggering(t, false, model.Trigger{Command: []string{"/bin/touch", file}}), Only: 1})
	b.talks(address, "go")
	b.ended(id)
	if _, err := os.Stat(file); err == nil {
		t.Error("the command ran")
	}
	said := ""
	for _, r := range b.Log(id).Forward(0, 1000, model.Filter{}) {
		if r.Event.Name == model.Acted {
			said = r.Event.Detail
		}
	}
	if !strings.Contains(said, "not allowed") || len(fired(b, id)) != 1 {
		t.Errorf("%q, fired %d times", said, len(fired(b, id)))
	}
}

// TestNoCommandAfterTheEnd: a session that is stopped and one whose interaction
// is detached start no more commands, though a client holds up the end.
func TestNoCommandAfterTheEnd(t *testing.T) {
	for _, how := range []string{"stop", "detach"} {
		b := newBed(t, Options{})
		file := filepath.Join(t.TempDir(), "ran")
		i := model.NewInteraction()
		i.Name, i.Trigger.AtOnce = "test", 1
		i.Trigger.Command = []string{"sh", "-c", "echo >>" + file + "; exec sleep 60"}
		i.Rules = []model.Rule{rule(model.ReceiveRule, func(r *model.Rule) { r.Fire, r.Iterations = true, 5 }), endlessly(sends(strings.Repeat("x", 100<<10)))}
		compiled, err := model.Compile(i)
		if err != nil {
			t.Fatal(err)
		}
		id, address := b.listener(lf(0), model.StartOptions{Drive: &model.Drive{Compiled: compiled, Allowed: true}})
		b.write(b.call(address), strings.Repeat("go\n", 5))
		b.until("a command runs", func() bool { ran, _ := os.ReadFile(file); return len(ran) > 0 })
		b.untilFull(id)
		began := time.Now()
		if how == "stop" {
			b.Stop(id)
			b.ended(id)
		} else {
			b.is(b.Detach(id), nil)
			b.until("nothing runs", func() bool { st, _ := b.Status(id); return st.Interaction.Trigger == model.TriggerStatus{Failed: 5} })
		}
		if took := time.Since(began); took > 300*time.Millisecond {
			t.Errorf("%s took %v", how, took)
		}
		if ran, _ := os.ReadFile(file); len(ran) != 1 {
			t.Errorf("%d commands ran", len(ran))
		}
	}
}

// TestStopKillsTriggers: stopping a session does not wait for its commands.
func TestStopKillsTriggers(t *testing.T) {
	b := newBed(t, Options{})
	id, address := b.listener(lf(0), model.StartOptions{Drive: triggering(t, true, model.Trigger{Command: []string{"/bin/sleep", "60"}})})
	b.talks(address, "go")
	b.until("the command runs", func() bool { st, _ := b.Status(id); return st.Interaction.Trigger.Running == 1 })
	began := time.Now()
	b.Stop(id)
	b.ended(id)
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %v", took)
	}
}
