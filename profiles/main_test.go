package profiles

import (
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(floodVariable); dir != "" {
		flood(dir) // this process is the one that is killed
		return
	}
	if dir := os.Getenv(savesVariable); dir != "" {
		saveOn(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

// await waits until ok holds, looking whenever changed signals.
func await(t *testing.T, within time.Duration, changed <-chan struct{}, what string, ok func() bool) {
	t.Helper()
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	for !ok() {
		select {
		case <-changed:
		case <-deadline.C:
			t.Fatalf("not within %v: %s", within, what)
		}
	}
}
