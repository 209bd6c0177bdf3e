package profiles

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/oklog/ulid/v2"

	"tcpdeck/model"
)

// runExtension ends the name of a stored run.
const runExtension = ".jsonl"

// Outputs is the stored task output: <state>/output/<profile id>/<ULID>.jsonl,
// one file a run.
type Outputs struct {
	// Logger takes what nobody is told otherwise. Set it before Open.
	Logger *slog.Logger

	dir     string
	disk    disk
	changed chan struct{}
}

// NewOutputs returns the task output stored below stateDir; it neither reads
// nor creates anything.
func NewOutputs(stateDir string) *Outputs {
	return &Outputs{
		Logger: slog.New(slog.DiscardHandler), dir: filepath.Join(stateDir, "output"),
		disk: osDisk{}, changed: make(chan struct{}, 1),
	}
}

// Changed has room for one signal, sent when storing began or ceased to fail
// in any run.
func (o *Outputs) Changed() <-chan struct{} { return o.changed }

func (o *Outputs) signal() {
	select {
	case o.changed <- struct{}{}:
	default:
	}
}

// Open begins to record a run of p. It returns at once: the file is created in
// the background, and when that fails Recorder.Storage says so.
func (o *Outputs) Open(p model.Profile, _ model.Role, started time.Time) (*Recorder, error) {
	id, err := ulid.New(ulid.Timestamp(started), ulid.DefaultEntropy())
	if err != nil {
		return nil, fmt.Errorf("name a run: %w", err)
	}
	r := &Recorder{
		outputs: o, wake: make(chan struct{}, 1), done: make(chan struct{}), room: make(chan struct{}),
		storage: model.Storage{Recording: true, Path: filepath.Join(o.folder(p.ID), id.String()+runExtension)},
	}
	go r.write()
	return r, nil
}

// Rename moves the stored runs of a profile whose id changed, as the first
// save of a hand-written file does. Runs of the new id stay.
func (o *Outputs) Rename(from, to model.ProfileID) error {
	old, dir := o.folder(from), o.folder(to)
	all, err := os.ReadDir(old)
	if errors.Is(err, fs.ErrNotExist) || old == dir {
		return nil
	}
	if err == nil {
		err = makeFolder(dir)
	}
	for _, d := range all {
		err = errors.Join(err, os.Rename(filepath.Join(old, d.Name()), filepath.Join(dir, d.Name())))
	}
	if err != nil {
		return fmt.Errorf("move stored task output: %w", err)
	}
	return os.Remove(old)
}

func (o *Outputs) folder(id model.ProfileID) string {
	return filepath.Join(o.dir, folderName(string(id)))
}

// folderName makes a profile's id, which may come from any file, the name of
// one folder on every system.
func folderName(id string) string {
	plain := id != "" && len(id) <= 100 && !reserved(id) && strings.Trim(id, ".") == id
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		plain = false
		return '-'
	}, id)
	if plain {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	safe = strings.ReplaceAll(safe[:min(len(safe), 40)], ".", "-")
	return strings.Trim(safe, "-") + "~" + hex.EncodeToString(sum[:8])
}

// Runs returns the stored runs of a profile, the newest first. What is no run
// is passed over.
func (o *Outputs) Runs(id model.ProfileID) ([]model.Run, error) {
	return runsIn(o.folder(id), id)
}

func runsIn(dir string, id model.ProfileID) ([]model.Run, error) {
	all, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list stored task output: %w", err)
	}
	var runs []model.Run
	for _, d := range slices.Backward(all) {
		name, isRun := strings.CutSuffix(d.Name(), runExtension)
		u, err := ulid.ParseStrict(name)
		if !isRun || err != nil || !d.Type().IsRegular() {
			continue
		}
		info, err := d.Info()
		if err != nil {
			continue
		}
		run := model.Run{ID: name, Profile: id, Path: filepath.Join(dir, d.Name()), Started: ulid.Time(u.Time()), Written: info.ModTime(), Size: info.Size()}
		if first, err := firstRecord(run.Path); err == nil {
			run.Role, run.Name, run.Started = first.Event.Role, first.Event.Profile, first.Time
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// firstRecord reads the started event of a run.
func firstRecord(path string) (model.Record, error) {
	f, err := openRun(path)
	if err != nil {
		return model.Record{}, err
	}
	defer f.Close()
	return readFirst(f)
}

// openRun opens a stored run for reading; never anything that could block.
func openRun(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	return f, nil
}

func readFirst(f io.ReaderAt) (model.Record, error) {
	buf := make([]byte, 8<<10) // a name and a few words
	n, err := f.ReadAt(buf, 0)
	line, _, whole := bytes.Cut(buf[:n], []byte("\n"))
	if !whole {
		if err == nil {
			err = errors.New("the first line is too long for one")
		}
		return model.Record{}, fmt.Errorf("no started event: %w", err)
	}
	r, err := model.ParseRecord(line, nil, nil)
	if err == nil && r.Event.Name != model.Started {
		err = errors.New("no started event")
	}
	return r, err
}
