package profiles

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tcpdeck/model"
)

// settleTime is the coarsest clock of a file system that is worth heeding: a
// file read so soon after its last change may change again with no newer time.
const settleTime = 2 * time.Second

// cachedFile is a file as last read. It is not changed once it is in a cache.
type cachedFile struct {
	entry  model.Entry // without errors that other files cause
	info   fs.FileInfo
	readAt time.Time
	link   bool
}

// versionOf names a content.
func versionOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// refresh reads the files that changed since the last time. A reading that is
// stopped changes nothing more.
func (s *Store) refresh(stop <-chan struct{}) error {
	s.scan.Lock()
	defer s.scan.Unlock()
	names, odd, err := s.list()
	s.fail(err)
	if err != nil {
		s.mu.Lock() // what was listed before stays
		s.loading = false
		s.mu.Unlock()
		s.signal()
		return err
	}
	files := make([]*cachedFile, len(names))
	done := 0
	for chunk := 100; done < len(names); chunk *= 4 {
		end := min(len(names), done+chunk)
		s.readAll(names[done:end], odd, files[done:end])
		done = end
		select {
		case <-stop:
			return nil
		default:
		}
		if len(s.cache) == 0 && done < len(names) {
			s.publish(files[:done], false)
		}
	}
	s.cache = make(map[string]*cachedFile, len(names))
	for i, f := range files {
		if f != nil {
			s.cache[names[i]] = f
		}
	}
	s.publish(files, true)
	return nil
}

// list returns the names of the profile files in order, and the types of those
// that are no regular files, such as symbolic links. A missing folder has none.
func (s *Store) list() (names []string, odd map[string]fs.FileMode, err error) {
	all, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	odd = map[string]fs.FileMode{}
	for _, d := range all {
		name := d.Name()
		if !isProfileFile(name) {
			continue
		}
		names = append(names, name)
		if !d.Type().IsRegular() {
			odd[name] = d.Type()
		}
	}
	return names, odd, nil
}

// isProfileFile passes over the hidden files of editors and of Save.
func isProfileFile(name string) bool {
	return !strings.HasPrefix(name, ".") && strings.EqualFold(filepath.Ext(name), extension)
}

// readAll reads names into files.
func (s *Store) readAll(names []string, odd map[string]fs.FileMode, files []*cachedFile) {
	s.inPairs("reading profiles", len(names), func(i int) {
		files[i] = readCached(s.cache[names[i]], filepath.Join(s.dir, names[i]), odd[names[i]]&fs.ModeSymlink != 0)
	})
}

// inPairs calls do for 0 to n-1 and returns when all is done. It has two
// goroutines: more cores would only take them from the screen.
func (s *Store) inPairs(what string, n int, do func(i int)) {
	var next atomic.Int64
	var working sync.WaitGroup
	for range min(2, n) {
		working.Go(func() {
			defer s.contain(what)
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	working.Wait()
}

// readCached reads the file at path unless it is as it was; nil: it is gone.
func readCached(old *cachedFile, path string, link bool) *cachedFile {
	info, err := os.Stat(path)
	if err == nil && old != nil && old.link == link && old.unchanged(info) {
		return old
	}
	name := filepath.Base(path)
	f := &cachedFile{readAt: time.Now(), link: link}
	data, info, err := readRegular(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) && !link {
			return nil
		}
		f.entry = unreadable(name, err)
		return f
	}
	f.info = info
	version := versionOf(data)
	if old != nil && old.entry.Version == version {
		f.entry = old.entry
		return f
	}
	f.entry = entryOf(name, data)
	return f
}

func unreadable(name string, err error) model.Entry {
	p := model.NewProfile()
	p.ID = model.ProfileID(slugOf(name))
	return model.Entry{Profile: p, File: name, Err: &model.FileError{File: name, Message: readWords(err)}}
}

func entryOf(name string, data []byte) model.Entry {
	doc, trouble := parse(name, data)
	return model.Entry{Profile: doc.profile, File: name, Err: trouble, Version: versionOf(data)}
}

// unchanged says whether a file whose present state is info was not changed
// since f was read.
func (f *cachedFile) unchanged(info fs.FileInfo) bool {
	return f.info != nil && os.SameFile(f.info, info) && f.info.Size() == info.Size() && f.info.Mode() == info.Mode() &&
		f.info.ModTime().Equal(info.ModTime()) && f.readAt.Sub(info.ModTime()) > settleTime
}
