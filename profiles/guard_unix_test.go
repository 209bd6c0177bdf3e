//go:build unix

package profiles

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-yaml/lexer"
)

// Files that would block, or cost seconds and gigabytes, are refused at once.
func TestHostileFiles(t *testing.T) {
	s := open(t, map[string]string{"zz.yaml": "name: fine\n"})
	in := func(name string) string { return filepath.Join(s.Dir(), name) }
	deep := func(line func(i int) string) string {
		var b strings.Builder
		for i := 0; b.Len() < 250<<10 && i < 700; i++ {
			b.WriteString(line(i))
		}
		return b.String()
	}
	rep := func(unit string) string { return strings.Repeat(unit, (250<<10)/len(unit)) }
	texts := map[string]struct{ text, want string }{
		"brackets.yaml": {rep("["), "too many brackets"}, "braces.yaml": {rep("{a: "), "too many brackets"}, "20k.yaml": {strings.Repeat("[", 10_000), "nesting is deeper"},
		"dashes.yaml": {rep("- "), "nesting is deeper"}, "question.yaml": {rep("? "), "a long key (?) is not allowed"},
		"indent.yaml": {deep(func(i int) string { return strings.Repeat(" ", i) + "a:\n" }), "nesting is deeper"},
		"rows.yaml":   {deep(func(i int) string { return strings.Repeat(" ", i) + "-\n" }), "nesting is deeper"},
		"keys.yaml":   {rep("k: 1\n"), "too many keys"}, "long.yaml": {rep("k") + ":\n" + strings.Repeat("- a\n", 1000), "no key is so long"}, "items.yaml": {rep("- a\n"), "goes on for too long"}, "nothing.yaml": {rep("-\n"), "nothing follows this -"},
		"escape.yaml": {"x: |\n  'a\n" + strings.Repeat("[", 9000), "nesting is deeper"},
		"flow.yaml":   {"a: [" + strings.Repeat("- ", 8000), "- cannot stand in brackets"}, "ask.yaml": {"a: {" + strings.Repeat("? a\n", 4000), "a long key (?) is not allowed"},
		"commas.yaml": {"a: [" + strings.Repeat("\na: ", 5000), "expected a comma"}, "set.yaml": {"a: {" + strings.Repeat("a,", 7000), "too many keys"},
		"bomb.yaml": {"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "an anchor (&) is not allowed"},
	}
	for name, f := range texts {
		put(t, s, name, f.text)
	}
	sparse, err := os.Create(in("100mb.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sparse.Truncate(100 << 20); err != nil {
		t.Fatal(err)
	}
	sparse.Close()
	for _, err := range []error{
		syscall.Mkfifo(in("fifo.yaml"), 0o600), os.Mkdir(in("folder.yaml"), 0o700), os.Symlink("/dev/zero", in("device.yaml")),
		os.Symlink("fifo.yaml", in("tofifo.yaml")), os.Symlink("loop.yaml", in("loop.yaml")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	wants := map[string]string{"100mb.yaml": "it has 104857600 bytes", "fifo.yaml": "it is a named pipe", "tofifo.yaml": "it is a named pipe",
		"folder.yaml": "it is a folder", "device.yaml": "it is a device", "loop.yaml": "cannot be read"}
	for name, f := range texts {
		wants[name] = f.want
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	entries := load(t, s)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	// Looking at them may cost what cutting them into tokens does;
	// building what they describe costs seconds.
	began = time.Now()
	for _, f := range texts {
		lexer.Tokenize(f.text)
	}
	if tokens := time.Since(began); took > 2*tokens {
		t.Errorf("took %v; cutting the files into tokens takes %v", took, tokens)
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 400 {
		t.Errorf("allocated %d MB", used)
	}
	if len(entries) != len(wants)+1 {
		t.Errorf("%d entries", len(entries))
	}
	for _, e := range entries {
		if want := wants[e.File]; (want == "") != (e.Err == nil) || want != "" && !strings.Contains(e.Err.Message, want) {
			t.Errorf("%s: %v, want %q", e.File, e.Err, want)
		}
	}
}

func TestModesUnderAnyUmask(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o777} {
		t.Run(fmt.Sprintf("%03o", mask), func(t *testing.T) {
			dir := t.TempDir()
			old := syscall.Umask(mask)
			defer syscall.Umask(old)
			s, err := Open(filepath.Join(dir, "new", "config"))
			if err != nil {
				t.Fatal(err)
			}
			e := save(t, s, named("Pay"), "")
			e.Profile.Port = 5
			save(t, s, e.Profile, e.Version)
			o := NewOutputs(filepath.Join(dir, "state"))
			r, err := o.Open(e.Profile, "client", time.Now())
			if err != nil {
				t.Fatal(err)
			}
			r.Record(started(e.Profile))
			r.Close()
			if st := r.Storage(); st.Lost > 0 {
				t.Error(st)
			}
			for path, want := range map[string]os.FileMode{
				"new": 0o700, "new/config": 0o700, "new/config/profiles": 0o700, "new/config/profiles/pay.yaml": 0o600, "new/config/profiles/.lock": 0o600,
				"state": 0o700, "state/output": 0o700, "state/output/" + string(e.Profile.ID): 0o700,
			} {
				if info, err := os.Stat(filepath.Join(dir, path)); err != nil || info.Mode().Perm() != want {
					t.Errorf("%s: %v %v", path, info.Mode(), err)
				}
			}
			if info, err := os.Stat(r.Storage().Path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("run: %v", err)
			}
		})
	}
}

func TestConsentDoesNotBlock(t *testing.T) {
	c := OpenConsents(t.TempDir())
	i := acting("01A", "true")
	allow(t, c, acting("01B", "true"))
	if err := syscall.Mkfifo(c.file(i.ID), 0o600); err != nil {
		t.Fatal(err)
	}
	if c.Allowed(i) {
		t.Error("a pipe allows")
	}
	allow(t, c, i)
	if !c.Allowed(i) {
		t.Error("not allowed in the place of the pipe")
	}
}
