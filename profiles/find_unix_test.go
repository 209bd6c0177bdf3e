//go:build unix

package profiles

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Files that cannot be read are found, and not, as Lookup finds them, and
// nothing blocks.
func TestFindAmongSpecialFiles(t *testing.T) {
	elsewhere := filepath.Join(t.TempDir(), "pay")
	s := open(t, map[string]string{
		"fine.yaml": "name: fine\n", "brackets.yaml": strings.Repeat("[", 250<<10), "empty.yaml": "", "big.yaml": "name: big\n#" + strings.Repeat("x", searchSize) + "\n",
	})
	in := func(name string) string { return filepath.Join(s.Dir(), name) }
	if err := os.WriteFile(elsewhere, []byte("name: Linked\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		syscall.Mkfifo(in("fifo.yaml"), 0o600), os.Mkdir(in("folder.yaml"), 0o700), os.Symlink("/dev/zero", in("device.yaml")), os.Symlink(elsewhere, in("link.yaml")),
		os.Symlink("fifo.yaml", in("tofifo.yaml")), os.Symlink("loop.yaml", in("loop.yaml")), os.Symlink("nowhere", in("dangling.yaml")), os.Truncate(in("empty.yaml"), 100<<20),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	entries := load(t, s)
	if len(entries) != 11 {
		t.Errorf("%d entries", len(entries))
	}
	for _, e := range entries {
		checkFind(t, s, slugOf(e.File))
	}
	for _, name := range []string{"FINE", "Linked", "big", "nobody"} {
		checkFind(t, s, name)
	}
	if e, ok, err := s.Find("linked"); err != nil || !ok || e.Err != nil || e.File != "link.yaml" {
		t.Errorf("%+v, %v, %v", e, ok, err)
	}
}
