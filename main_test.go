package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain builds tcpdeck, with the race detector where the tests have it, and
// puts it on the PATH: the tests drive the program that people get.
func TestMain(m *testing.M) { os.Exit(testBuilt(m)) }

func testBuilt(m *testing.M) int {
	dir, err := os.MkdirTemp("", "tcpdeck-test")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	args := []string{"build", "-o", dir + "/tcpdeck" + exe()}
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		args = append(args, "-race")
	}
	if out, err := exec.Command("go", append(args, ".")...).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	if err := os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		panic(err)
	}
	if signal.Ignored(syscall.SIGHUP) { // under nohup: what we start must not inherit that
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	if len(os.Args) == 0 { // never; it links the program in, so that go test knows when it has changed
		main()
	}
	return m.Run()
}

func exe() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
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
			e.Defer(func() {                        // a script that fails leaves its terminal behind
				if socket := e.WorkDir + "/tmux"; fileThere(socket) {
					_ = exec.Command("tmux", "-S", socket, "kill-server").Run()
				}
			})
			e.Values[kept{}] = &runs{byName: map[string]*backgroundRun{}}
			e.Values[standIns{}] = &[]replaced{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"start":    start,
			"ends":     ends,
			"port":     port,
			"peer":     peer,
			"grow":     grow,
			"same":     same,
			"await":    await,
			"hup":      hup,
			"screen":   screen,
			"within":   within,
			"gone":     gone,
			"appears":  appears,
			"stand":    stand,
			"example":  example,
			"begin":    begin,
			"services": services,
			"schema":   schema,
			"capture":  capture,
			"deaf":     deaf,
		},
	})
}

func fileThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
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
		return fileThere(rest), nil
	}
	return false, fmt.Errorf("unknown condition %q", cond)
}
