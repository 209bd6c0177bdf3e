package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

func TestConnectionsFirstState(t *testing.T) {
	r := newRig(t, 120, 40)
	c := r.screen().(*connections)
	row, ok := c.selected()
	if !ok || row.entry == nil || row.entry.Profile.Name != "Sample TCP connection" {
		t.Fatalf("selected %+v", row)
	}
	var names []string
	for _, row := range c.grid.rows {
		switch {
		case row.entry == nil:
			names = append(names, "["+row.group+"]")
		case row.entry.Err != nil:
			names = append(names, "!"+row.entry.File)
		default:
			names = append(names, row.entry.Profile.Name)
		}
	}
	want := "[Default group] | Sample TCP connection | [Payments] | Payments gateway | Payments listener | [payments] | Card reader | !broken.yaml"
	if got := strings.Join(names, " | "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	r.shows("port: 70000 is not in 1–65535 (6:7)")
}

func TestConnectionsSearch(t *testing.T) {
	r := newRig(t, 120, 40).keys("/")
	for _, key := range "PAY1" {
		r.keys(string(key))
	}
	r.shows("1 of 5", "Payments gateway").hides("Payments listener")
	r.keys("enter", "enter")
	if len(r.s.running) != 1 || r.s.running[0].Profile.Name != "Payments gateway" {
		t.Fatalf("started %+v", r.s.running)
	}
	r.keys("alt+0", "esc").shows("Payments listener", "❯   Payments gateway")
	r.keys("/")
	for _, key := range "zzz" {
		r.keys(string(key))
	}
	r.shows("nothing fits")
}

func TestConnectionsFold(t *testing.T) {
	r := newRig(t, 120, 40).keys("down", "space").shows("▸ Payments (2)").hides("Payments gateway")
	r.keys("space").shows("▾ Payments (2)", "Payments gateway")
	r.keys("down", "space").shows("▸ Payments (2)")
	r.keys("enter").shows("Payments gateway")
}

func TestConnectionsBrokenFile(t *testing.T) {
	for _, key := range []string{"enter", "l", "e", "c", "d", "y", "t", "v"} {
		r := newRig(t, 120, 40).keys("G", key)
		if len(r.s.running) > 0 || len(r.dialogs) > 0 || len(r.tabs[0].stack) > 1 {
			t.Errorf("%s acts on a broken file", key)
		}
		r.shows("broken.yaml:6:7: port: 70000")
	}
	newRig(t, 120, 40).keys("G").hides("enter connect")
}

func TestConnectionsDeleteAndUndo(t *testing.T) {
	r := newRig(t, 120, 40).keys("d").shows("Sample TCP connection (192.168.0.73:9090) will be deleted", "[❯Cancel ]")
	r.keys("tab", "enter")
	r.send(changedMsg{noon, true})
	if len(r.p.entries) != 4 {
		t.Fatal("not deleted")
	}
	r.hides("192.168.0.73").keys("u")
	r.send(changedMsg{noon, true})
	r.shows("192.168.0.73")
}

func TestConnectionsClone(t *testing.T) {
	r := newRig(t, 120, 40)
	r.p.entries = append(r.p.entries, entry("Sample TCP connection copy", "", "h", 1))
	r.keys("c").shows("Sample TCP connection copy 2")
}

func TestConnectionsProtectedListenAsks(t *testing.T) {
	r := newRig(t, 120, 40)
	r.p.entries[0].Profile.Protected = true
	r.send(changedMsg{noon, true})
	r.shows("protected").keys("l").shows("is protected")
	if len(r.s.running) != 0 {
		t.Fatal("listens without asking")
	}
	r.keys("tab", "enter")
	if len(r.s.running) != 1 || r.s.running[0].Role != model.Listener {
		t.Errorf("started %+v", r.s.running)
	}
}

func TestConnectionsShowsAListenerThatRuns(t *testing.T) {
	r := newRig(t, 120, 40).keys("l", "alt+0", "l")
	if len(r.s.running) != 1 || r.current != 1 {
		t.Fatalf("%d sessions, tab %d", len(r.s.running), r.current)
	}
	r.shows("is listening already")
	r.keys("alt+0", "enter", "alt+0", "enter") // of clients there can be many
	if len(r.s.running) != 3 {
		t.Errorf("%d sessions", len(r.s.running))
	}
}

func TestConnectionsRefusesWhatCannotRun(t *testing.T) {
	r := newRig(t, 120, 40)
	r.p.entries[0].Profile.Address = "db.internal"
	r.send(changedMsg{noon, true})
	r.keys("l").shows("DNS name")
	r.p.entries[0].Profile.Address = ""
	r.send(changedMsg{noon, true})
	r.keys("enter").shows("a client needs an address")
	if len(r.s.running) != 0 {
		t.Error("a session was started")
	}
}

func TestConnectionsMouse(t *testing.T) {
	r := newRig(t, 120, 40)
	r.send(tea.MouseClickMsg{X: 10, Y: 6})
	r.shows("❯   Payments gateway")
	r.send(tea.MouseClickMsg{X: 10, Y: 6})
	if len(r.s.running) != 1 || r.s.running[0].Profile.Name != "Payments gateway" {
		t.Errorf("a second click started %+v", r.s.running)
	}
}

// TestConnectionsDrawsTheWindow: ten thousand profiles cost no more than a
// screenful.
func TestConnectionsDrawsTheWindow(t *testing.T) {
	r := newRig(t, 120, 40)
	for i := range 10_000 {
		r.p.entries = append(r.p.entries, entry(strings.Repeat("x", 1+i%50)+string(rune('a'+i%26)), "many", "h", 1))
	}
	r.send(changedMsg{noon, true})
	c := r.screen().(*connections)
	drawn := 0
	c.list.Draw = func(i, w int, sel bool) string { drawn++; return c.row(i, w, sel) }
	r.draw()
	if drawn == 0 || drawn > 40 {
		t.Errorf("%d rows drawn for a screen of 40", drawn)
	}
}

func TestNewProfileIsSelected(t *testing.T) {
	r := newRig(t, 120, 40).keys("/")
	for _, key := range "payments" {
		r.keys(string(key))
	}
	r.keys("enter", "a")
	for _, key := range "zebra" {
		r.keys(string(key))
	}
	r.keys("ctrl+s")
	r.shows("❯   zebra", "zebra saved")
}

func TestRunAgainKeepsTheDraft(t *testing.T) {
	r := newRig(t, 120, 40).keys("enter")
	for _, key := range "half a thought" {
		r.keys(map[rune]string{' ': "space"}[key] + strings.TrimSpace(string(key)))
	}
	r.s.Stop(1)
	r.send(changedMsg{noon, true})
	r.keys("esc", "r").shows("❯ half a thought")
	if len(r.tabs) != 2 || len(r.s.running) != 1 {
		t.Errorf("%d tabs for %d sessions", len(r.tabs), len(r.s.running))
	}
}
