package profiles

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// floodVariable makes the test binary the writer that TestKill kills.
const floodVariable = "TCPDECK_TEST_FLOOD"

// flood stores numbered messages until it is killed, and says how far it is.
func flood(dir string) {
	r, err := NewOutputs(dir).Open(named("x"), model.Client, time.Now())
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	r.Record(started(named("x")))
	for next := int64(0); ; {
		r.Record(numbered(&next, 500, 64))
		if next%20_000 == 0 {
			fmt.Println(next)
		}
	}
}

// A kill in a flood leaves a gapless prefix and at most one torn line, and what
// comes next is appended cleanly.
func TestKill(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	stored := 0
	for i := range 20 {
		dir := t.TempDir()
		c := exec.Command(self)
		c.Env = append(os.Environ(), floodVariable+"="+dir)
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range 1 + i%5 {
			lines.Scan()
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait() // killed
		stored += checkKilled(t, dir)
	}
	if stored < 20*1000 {
		t.Errorf("only %d messages were stored: that was no flood", stored)
	}
}

// checkKilled returns how many messages were stored.
func checkKilled(t *testing.T, dir string) int {
	t.Helper()
	o := NewOutputs(dir)
	files, err := filepath.Glob(filepath.Join(dir, "output", "*", "*"+runExtension))
	if err != nil || len(files) != 1 {
		t.Fatalf("files %v, %v", files, err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	whole, torn := data[:bytes.LastIndexByte(data, '\n')+1], data[bytes.LastIndexByte(data, '\n')+1:]
	d := &fakeDisk{content: whole}
	records := d.records(t)
	if len(records) < 1 || records[0].Event.Name != model.Started {
		t.Fatalf("%d records", len(records))
	}
	for i, r := range records[1:] {
		if want := fmt.Sprintf("%08d", i); string(r.Data[:8]) != want {
			t.Fatalf("%s where %s was due", r.Data[:8], want)
		}
	}
	s, err := o.Read(model.Run{Path: files[0]}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	await(t, 5*time.Second, s.Changed(), "indexed", func() bool { return !s.Loading() })
	_, end := s.Bounds()
	last := s.Backward(end, 1, model.Filter{})
	if len(last) != 1 || (len(torn) > 0) != strings.Contains(last[0].Event.Detail, "is torn") {
		t.Errorf("the last record of %d is %+v, torn %q", end, last, torn)
	}
	f, empty, err := osDisk{}.reopen(files[0])
	if err != nil || empty {
		t.Fatalf("%v, empty %v", err, empty)
	}
	_, err = f.Write([]byte("{}\n"))
	if again, readErr := os.ReadFile(files[0]); err != nil || readErr != nil || !bytes.Equal(again, append(bytes.Clone(whole), "{}\n"...)) {
		t.Errorf("appended to %d bytes: %d bytes, %v, %v", len(whole), len(again), err, readErr)
	}
	f.Close()
	return len(records) - 1
}

// savesVariable makes the test binary the saver that TestKillWhileSaving kills.
const savesVariable = "TCPDECK_TEST_SAVES"

// saveOn saves an interaction over and over until it is killed.
func saveOn(dir string) {
	s, err := OpenInteractions(dir)
	if err == nil {
		err = s.Load()
	}
	for err == nil {
		e := s.Entries()[0]
		e.Interaction.Rules = slices.Concat(e.Interaction.Rules, model.DemoRules(model.Client))
		if model.CountRules(e.Interaction.Rules) > 100 {
			e.Interaction.Rules = model.DemoRules(model.Client)
		}
		_, err = s.Save(e.Interaction, e.Version)
		fmt.Println("saved")
	}
	fmt.Println(err)
	os.Exit(1)
}

// A kill while a file is saved leaves the old one or the new one, whole.
func TestKillWhileSaving(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := openInteractions(t, map[string]string{"demo.yaml": "# kept\n" + demoFile})
	for i := range 10 {
		c := exec.Command(self)
		c.Env = append(os.Environ(), savesVariable+"="+filepath.Dir(s.Dir()))
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range 1 + i {
			lines.Scan()
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait() // killed
		if lines.Text() != "saved" {
			t.Fatalf("it says %q", lines.Text())
		}
		entries := loadInteractions(t, s)
		if len(entries) != 1 || entries[0].Err != nil || !strings.HasPrefix(content(t, s, "demo.yaml"), "# kept\n") {
			t.Fatalf("after %d saves: %+v", i+1, entries)
		}
	}
	saveInteraction(t, s, s.Entries()[0].Interaction, s.Entries()[0].Version) // no lock is left
}
