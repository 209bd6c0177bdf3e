package profiles

import (
	"syscall"
	"testing"
	"testing/synctest"
)

// TestRecorderErrsWithinARecord: a long record goes to the disk in pieces, and
// the disk errs on any of them.
func TestRecorderErrsWithinARecord(t *testing.T) {
	for failing := range 8 {
		synctest.Test(t, func(t *testing.T) {
			d := &fakeDisk{}
			r := record(t, d)
			synctest.Wait()
			writes, most := 0, 0
			d.set(func(p []byte) (int, error) {
				most = max(most, len(p))
				if writes++; writes == failing+1 {
					return len(p) / 3, syscall.ENOSPC
				}
				return len(p), nil
			}, nil)
			var next int64
			r.Record(numbered(&next, 3, 64))
			r.Record(numbered(&next, 2, 1<<20)) // and what follows within the batch
			r.Record(numbered(&next, 3, 64))
			r.Quiet()
			synctest.Wait()
			if st := r.Storage(); st.Err == "" {
				t.Errorf("write %d of %d: %+v", failing, writes, st)
			}
			r.Close()
			if notes := account(t, d, r, next); notes != 1 {
				t.Errorf("write %d: %d notes", failing, notes)
			}
			if most > 1<<20 {
				t.Errorf("%d bytes in one write", most)
			}
		})
	}
}
