package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tcpdeck": main})
}

// TestCommands drives the built program; the scripts say what it must do.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "ui/cli/testdata",
		RequireExplicitExec: true,
		Condition:           condition,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TCPDECK_CONFIG_DIR", e.WorkDir+"/config")
			e.Setenv("TCPDECK_STATE_DIR", e.WorkDir+"/state")
			e.Setenv("GORACE", "atexit_sleep_ms=0") // else each run of a race build takes a second more
			e.Values[kept{}] = &runs{byName: map[string]*backgroundRun{}}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"start":  start,
			"ends":   ends,
			"port":   port,
			"peer":   peer,
			"grow":   grow,
			"same":   same,
			"await":  await,
			"hup":    hup,
			"screen": screen,
			"within": within,
			"gone":   gone,
		},
	})
}

// condition knows [need:PROGRAM], which a script uses to skip where a program
// is missing, but which fails in CI, which has them all; and [file:PATH].
func condition(cond string) (bool, error) {
	word, rest, _ := strings.Cut(cond, ":")
	switch word {
	case "need":
		_, err := exec.LookPath(rest)
		if err != nil && os.Getenv("CI") == "true" {
			return false, fmt.Errorf("%s is not installed, and CI must have it", rest)
		}
		return err == nil, nil
	case "file":
		_, err := os.Stat(rest)
		return err == nil, nil
	}
	return false, fmt.Errorf("unknown condition %q", cond)
}
