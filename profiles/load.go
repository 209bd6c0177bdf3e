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
type cachedFile[T any] struct {
	entry  entry[T] // without errors that other files cause
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
func (s *folder[T, E]) refresh(stop <-chan struct{}) error {
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
	files := make([]*cachedFile[T], len(names))
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
	s.cache = make(map[string]*cachedFile[T], len(names))
	for i, f := range files {
		if f != nil {
			s.cache[names[i]] = f
		}
	}
	s.publish(files, true)
	return nil
}

// list returns the names of the files in order, and the types of those that are
// no regular files, such as symbolic links. A missing folder has none.
func (s *folder[T, E]) list() (names []string, odd map[string]fs.FileMode, err error) {
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
		if !isOurs(name) {
			continue
		}
		names = append(names, name)
		if !d.Type().IsRegular() {
			odd[name] = d.Type()
		}
	}
	return names, odd, nil
}

// isOurs passes over the hidden files of editors and of Save.
func isOurs(name string) bool {
	return !strings.HasPrefix(name, ".") && strings.EqualFold(filepath.Ext(name), extension)
}

// readAll reads names into files.
func (s *folder[T, E]) readAll(names []string, odd map[string]fs.FileMode, files []*cachedFile[T]) {
	s.inPairs("reading "+s.plural, len(names), func(i int) {
		files[i] = s.readCached(s.cache[names[i]], filepath.Join(s.dir, names[i]), odd[names[i]]&fs.ModeSymlink != 0)
	})
}

// inPairs calls do for 0 to n-1 and returns when all is done. It has two
// goroutines: more cores would only take them from the screen.
func (s *folder[T, E]) inPairs(what string, n int, do func(i int)) {
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
func (s *folder[T, E]) readCached(old *cachedFile[T], path string, link bool) *cachedFile[T] {
	info, err := os.Stat(path)
	if err == nil && old != nil && old.link == link && old.unchanged(info) {
		return old
	}
	name := filepath.Base(path)
	f := &cachedFile[T]{readAt: time.Now(), link: link}
	data, info, err := readRegular(path, s.noun)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) && !link {
			return nil
		}
		f.entry = s.unreadable(name, err)
		return f
	}
	f.info = info
	version := versionOf(data)
	if old != nil && old.entry.version == version {
		f.entry = old.entry
		return f
	}
	f.entry = s.entryOf(name, data)
	return f
}

func (s *folder[T, E]) unreadable(name string, err error) entry[T] {
	v := s.withID(s.blank(), slugOf(name))
	return entry[T]{value: v, file: name, err: &model.FileError{File: name, Message: readWords(err)}}
}

func (s *folder[T, E]) entryOf(name string, data []byte) entry[T] {
	v, _, trouble := s.parse(name, data)
	return entry[T]{value: v, file: name, err: trouble, version: versionOf(data)}
}

// unchanged says whether a file whose present state is info was not changed
// since f was read.
func (f *cachedFile[T]) unchanged(info fs.FileInfo) bool {
	return f.info != nil && os.SameFile(f.info, info) && f.info.Size() == info.Size() && f.info.Mode() == info.Mode() &&
		f.info.ModTime().Equal(info.ModTime()) && f.readAt.Sub(info.ModTime()) > settleTime
}
