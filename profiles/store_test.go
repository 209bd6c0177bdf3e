package profiles

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"tcpdeck/model"
)

// open returns a store on a folder with the given files.
func open(t *testing.T, files map[string]string) *Store {
	t.Helper()
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		put(t, s, name, text)
	}
	return s
}

// dirred is a store of either kind.
type dirred interface{ Dir() string }

func put(t *testing.T, s dirred, name, text string) {
	t.Helper()
	if err := makeFolder(s.Dir()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.Dir(), name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, s *Store) []model.Entry {
	t.Helper()
	if err := s.Load(); err != nil {
		t.Fatal(err)
	}
	return s.Entries()
}

func content(t *testing.T, s dirred, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.Dir(), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func named(name string) model.Profile {
	p := model.NewProfile()
	p.Name = name
	return p
}

func save(t *testing.T, s *Store, p model.Profile, over string) model.Entry {
	t.Helper()
	e, err := s.Save(p, over)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestOpenCreatesNothing(t *testing.T) {
	s := open(t, nil)
	if got := load(t, s); len(got) != 0 {
		t.Errorf("entries %v", got)
	}
	if _, err := os.Stat(s.Dir()); !os.IsNotExist(err) {
		t.Errorf("the folder is there: %v", err)
	}
}

func TestSaveNew(t *testing.T) {
	s := open(t, nil)
	e := save(t, s, named("Pay gateway"), "")
	if e.File != "pay-gateway.yaml" || len(e.Profile.ID) != 26 || e.Err != nil || e.Version == "" {
		t.Fatalf("entry %+v", e)
	}
	want := "version: 1\nid: " + string(e.Profile.ID) + "\nname: Pay gateway\ngroup: Default group\ntimeout: 60\ncode_page: utf-8\naddress: 127.0.0.1\nport: 9090\nmax_clients: 0\nlog_sent: true\nlog_received: true\n"
	if got := content(t, s, e.File); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	other, err := Open(filepath.Dir(s.Dir()))
	if err != nil {
		t.Fatal(err)
	}
	if got := load(t, other); len(got) != 1 || got[0] != e {
		t.Errorf("read back %+v", got)
	}
	if again, ok := other.Lookup("PAY GATEWAY"); !ok || again != e {
		t.Error("not found by name")
	}
	if again, ok := other.Lookup(string(e.Profile.ID)); !ok || again != e {
		t.Error("not found by id")
	}
	if _, ok := other.Lookup("pay"); ok {
		t.Error("found by half a name")
	}
}

func TestSaveNewTakesNoOtherFile(t *testing.T) {
	broken := "name: [broken\n"
	s := open(t, map[string]string{"pay.yaml": broken, "PAY-2.yaml": broken, "pay-3.YAML": broken})
	if err := os.Mkdir(filepath.Join(s.Dir(), "pay-4.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if e := save(t, s, named("Pay"), ""); e.File != "pay-5.yaml" {
		t.Errorf("saved as %s", e.File)
	}
	if got := content(t, s, "pay.yaml"); got != broken {
		t.Errorf("the broken file is now %q", got)
	}
}

func TestSaveRefusesFields(t *testing.T) {
	s := open(t, map[string]string{"a.yaml": "name: Größe\n"})
	var errs model.FieldErrors
	p := named("x")
	p.Port = 0
	if _, err := s.Save(p, ""); !errors.As(err, &errs) || errs.On(model.FieldPort) == "" {
		t.Errorf("port 0: %v", err)
	}
	if _, err := s.Save(named("GRÖSSE"), ""); err != nil { // ß is not SS without regard to case
		t.Error(err)
	}
	if _, err := s.Save(named("GRÖßE"), ""); !errors.As(err, &errs) || errs.On(model.FieldName) == "" {
		t.Errorf("name taken: %v", err)
	}
	e := save(t, s, named("Other"), "")
	e.Profile.Name = "größe"
	if _, err := s.Save(e.Profile, e.Version); !errors.As(err, &errs) || errs.On(model.FieldName) == "" {
		t.Errorf("renamed to a name taken: %v", err)
	}
	e.Profile.Name = "OTHER"
	if e = save(t, s, e.Profile, e.Version); e.File != "other.yaml" {
		t.Errorf("its own name in capitals: %+v", e)
	}
}

func TestSaveHandWritten(t *testing.T) {
	s := open(t, map[string]string{"my pay.yaml": "# by hand\nname: Pay # here\n"})
	e := load(t, s)[0]
	if e.Err != nil || e.Profile.ID != "my pay" {
		t.Fatalf("entry %+v", e)
	}
	e.Profile.Name = "Shop"
	saved := save(t, s, e.Profile, e.Version)
	if saved.File != "my pay.yaml" || len(saved.Profile.ID) != 26 || saved.Version == e.Version {
		t.Errorf("saved %+v", saved)
	}
	if got, want := content(t, s, saved.File), "# by hand\nname: Shop # here\nid: "+string(saved.Profile.ID)+"\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	again := save(t, s, saved.Profile, saved.Version)
	if again != saved {
		t.Errorf("saving the same gave %+v", again)
	}
}

func TestTwoStoresLoseNoUpdate(t *testing.T) {
	one := open(t, nil)
	e := save(t, one, named("Pay"), "")
	two, err := Open(filepath.Dir(one.Dir()))
	if err != nil {
		t.Fatal(err)
	}
	load(t, two)
	e.Profile.Port = 1
	first := save(t, two, e.Profile, e.Version)

	e.Profile.Port = 2
	if _, err := one.Save(e.Profile, e.Version); !errors.Is(err, model.ErrChanged) {
		t.Fatalf("second save: %v", err)
	}
	if got := one.Entries(); len(got) != 1 || got[0] != first {
		t.Errorf("after the refusal the list has %+v", got)
	}
	save(t, one, e.Profile, first.Version) // the choice: overwrite
	if got := load(t, two)[0].Profile.Port; got != 2 {
		t.Errorf("port %d", got)
	}
	if err := two.Delete(e.Profile.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := one.Save(e.Profile, first.Version); !errors.Is(err, model.ErrGone) {
		t.Errorf("saving what is gone: %v", err)
	}
	back := save(t, one, e.Profile, "") // the choice: as a new one
	if back.Profile.ID != e.Profile.ID {
		t.Errorf("id %s became %s", e.Profile.ID, back.Profile.ID)
	}
}

func TestManyStoresAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	var mu sync.Mutex
	saved, refused := 0, 0
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s, err := Open(dir)
			for _, name := range []string{"a", "b", "c", "d", "e"} {
				if err == nil {
					_, err = s.Save(named(name), "")
				}
				var errs model.FieldErrors
				mu.Lock()
				switch {
				case err == nil:
					saved++
				case errors.As(err, &errs):
					refused++
				default:
					t.Error(err)
				}
				mu.Unlock()
				err = nil
			}
		}()
	}
	wg.Wait()
	if saved != 5 || refused != 15 {
		t.Errorf("%d saved, %d refused as taken", saved, refused)
	}
}

func TestBrokenFiles(t *testing.T) {
	files := map[string]string{
		"a.yaml": "name: A\n", "b.yaml": "name: B\nport: http\n", "c.yaml": "name: a\nid: c\n", "d.yaml": "name: D\nid: a\n", "e.yaml": "",
		".hidden.yaml": "x", "notes.txt": "x", "f.yaml~": "x",
	}
	s := open(t, files)
	if err := os.Symlink("nowhere", filepath.Join(s.Dir(), "g.yaml")); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range load(t, s) {
		line := e.File
		if e.Err != nil {
			line = e.Err.Error()
		}
		got = append(got, line)
	}
	want := []string{
		"a.yaml",
		`b.yaml:2:7: port: expected a whole number from 1 to 65535, found the text "http"`,
		`c.yaml: the name "a" is that of a.yaml already; expected another name`,
		`d.yaml: the id "a" is that of a.yaml already; remove the id line of one`,
		"e.yaml:1:1: the file is empty; expected version: 1, name: … and so on",
		"g.yaml: it is a link to nothing",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	b, _ := s.Lookup("B")
	b.Profile.Port = 5
	if _, err := s.Save(b.Profile, b.Version); err == nil {
		t.Error("saved over a broken file")
	}
	if err := s.Delete(b.Profile.ID); !errors.Is(err, model.ErrGone) {
		t.Errorf("deleting a broken file: %v", err)
	}
	for name, text := range files {
		if got := content(t, s, name); got != text {
			t.Errorf("%s became %q", name, got)
		}
	}
}

// A file that was valid when the editor opened it and is broken by hand since.
func TestSaveOverAFileBrokenMeanwhile(t *testing.T) {
	s := open(t, map[string]string{"a.yaml": "name: A\nid: x\n"})
	e := load(t, s)[0]
	put(t, s, "a.yaml", "name: [\n")
	if _, err := s.Save(e.Profile, e.Version); !errors.Is(err, model.ErrChanged) {
		t.Errorf("got %v", err)
	}
	if got := content(t, s, "a.yaml"); got != "name: [\n" {
		t.Errorf("the file became %q", got)
	}
}

func TestDeleteAndUndelete(t *testing.T) {
	texts := map[string]string{"a.yaml": "# mine\nname:  A\n", "b.yaml": "name: B\n"}
	s := open(t, texts)
	load(t, s)
	for _, id := range []model.ProfileID{"a", "b"} {
		if err := s.Delete(id); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Delete("a"); !errors.Is(err, model.ErrGone) {
		t.Errorf("deleted twice: %v", err)
	}
	if len(s.Entries()) != 0 {
		t.Error("still listed")
	}
	put(t, s, "a.yaml", "name: other\n")
	if e, err := s.Undelete(); err != nil || e.File != "b.yaml" {
		t.Errorf("first: %+v, %v", e, err)
	}
	if e, err := s.Undelete(); err != nil || e.File != "a-2.yaml" || content(t, s, e.File) != texts["a.yaml"] {
		t.Errorf("second: %+v, %v", e, err)
	}
	if _, err := s.Undelete(); !errors.Is(err, ErrNothingDeleted) {
		t.Errorf("third: %v", err)
	}
}

func TestSaveKeepsALink(t *testing.T) {
	s := open(t, nil)
	elsewhere := filepath.Join(t.TempDir(), "pay")
	if err := os.WriteFile(elsewhere, []byte("name: Pay\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(makeFolder(s.Dir()), os.Symlink(elsewhere, filepath.Join(s.Dir(), "pay.yaml"))); err != nil {
		t.Fatal(err)
	}
	e := load(t, s)[0]
	e.Profile.Port = 5
	save(t, s, e.Profile, e.Version)
	if info, err := os.Lstat(filepath.Join(s.Dir(), "pay.yaml")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("no link any more: %v, %v", info, err)
	}
	if data, err := os.ReadFile(elsewhere); err != nil || !bytes.Contains(data, []byte("port: 5")) {
		t.Errorf("the target has %q, %v", data, err)
	}
}

func TestSaveRefusesWhatCannotBeReadBack(t *testing.T) {
	s := open(t, map[string]string{"a.yaml": "name: A\n"})
	const want = "the file would have 301 KiB; a profile has at most 256 KiB"
	p := named("B")
	p.Group = strings.Repeat("x", 300<<10)
	if _, err := s.Save(p, ""); err == nil || err.Error() != want {
		t.Error(err)
	}
	a := load(t, s)[0]
	a.Profile.Group = p.Group
	if _, err := s.Save(a.Profile, a.Version); err == nil || err.Error() != want {
		t.Error(err)
	}
	if got := content(t, s, "a.yaml"); got != "name: A\n" || len(s.Entries()) != 1 {
		t.Errorf("%d entries, a.yaml is %q", len(s.Entries()), got)
	}
}

func TestSaveNewGivesATakenIDAnew(t *testing.T) {
	s := open(t, map[string]string{"a.yaml": "name: A\n"})
	p := named("B")
	p.ID = "a"
	if e := save(t, s, p, ""); e.Profile.ID == "a" || e.Err != nil {
		t.Errorf("%+v", e)
	}
}

// A panic in a goroutine is an error of the store.
func TestPanicIsContained(t *testing.T) {
	s := open(t, nil)
	func() {
		defer s.contain("test")
		panic("injected")
	}()
	if err := s.Err(); err == nil || err.Error() != "internal error: injected" {
		t.Error(err)
	}
	<-s.Changed()
}
