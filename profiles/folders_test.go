package profiles

import (
	"path/filepath"
	"testing"

	"github.com/adrg/xdg"
)

func TestFolders(t *testing.T) {
	home := t.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	t.Cleanup(xdg.Reload)
	t.Setenv("TCPDECK_CONFIG_DIR", "")
	t.Setenv("TCPDECK_STATE_DIR", "")
	t.Setenv("XDG_CONFIG_HOME", in("c"))
	t.Setenv("XDG_STATE_HOME", in("s"))
	xdg.Reload()
	check := func(configFlag, stateFlag, config, state string) {
		t.Helper()
		if c, s, err := Folders(configFlag, stateFlag); c != config || s != state || err != nil {
			t.Errorf("got %s, %s, %v; want %s, %s", c, s, err, config, state)
		}
	}
	check("", "", in("c/tcpdeck"), in("s/tcpdeck"))
	t.Setenv("TCPDECK_CONFIG_DIR", in("env"))
	t.Setenv("TCPDECK_STATE_DIR", in("envs"))
	check("", "", in("env"), in("envs"))
	check(in("flag"), "", in("flag"), in("envs"))
	t.Chdir(home)
	check("rel", "rels", in("rel"), in("rels"))
}
