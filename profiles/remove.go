package profiles

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tcpdeck/model"
)

// settled is how long a run must not have changed to be taken for ended where
// the system cannot tell.
const settled = time.Minute

// All returns the stored runs of every profile, the newest first. known are
// the profiles that there are: the folder of an unusual id does not spell it.
// Output of other profiles is found under the name of its folder.
func (o *Outputs) All(known []model.ProfileID) ([]model.Run, error) {
	ids := make(map[string]model.ProfileID, len(known))
	for _, id := range known {
		ids[folderName(string(id))] = id
	}
	folders, err := os.ReadDir(o.dir)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list stored task output: %w", err)
	}
	var all []model.Run
	for _, d := range folders {
		if !d.IsDir() {
			continue
		}
		id, ok := ids[d.Name()]
		if !ok {
			id = model.ProfileID(d.Name())
		}
		runs, err := runsIn(filepath.Join(o.dir, d.Name()), id)
		if err != nil {
			return nil, err
		}
		all = append(all, runs...)
	}
	slices.SortStableFunc(all, func(a, b model.Run) int { return strings.Compare(b.ID, a.ID) })
	return all, nil
}

// Remove deletes a stored run, and the folder that it leaves empty. A run that
// a tcpdeck is writing stays: model.ErrInUse.
func (o *Outputs) Remove(run model.Run) error {
	f, err := openRun(run.Path)
	if err != nil {
		return fmt.Errorf("remove stored task output: %w", err)
	}
	defer f.Close()
	inUse, known := held(f)
	if !known {
		info, err := f.Stat()
		inUse = err != nil || time.Since(info.ModTime()) < settled
	}
	if inUse {
		return fmt.Errorf("run %s: %w", run.ID, model.ErrInUse)
	}
	if !known {
		f.Close() // such systems remove no open file
	}
	if err := os.Remove(run.Path); err != nil {
		return fmt.Errorf("remove stored task output: %w", err)
	}
	_ = os.Remove(filepath.Dir(run.Path)) // refused unless it is empty
	return nil
}
