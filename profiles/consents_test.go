package profiles

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

func acting(id string, command ...string) model.Interaction {
	i := demo(model.Listener, "x")
	i.ID, i.Trigger.Command = model.InteractionID(id), command
	return i
}

func allow(t *testing.T, c *Consents, i model.Interaction) {
	t.Helper()
	if err := c.Allow(i); err != nil {
		t.Fatal(err)
	}
}

func TestConsents(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	c := OpenConsents(state)
	i := acting("01A", "sh", "-c", "cat")
	if c.Allowed(i) {
		t.Error("allowed from the start")
	}
	if _, err := os.Stat(state); !os.IsNotExist(err) {
		t.Error("looking made a folder")
	}
	allow(t, c, i)
	if !c.Allowed(i) || !OpenConsents(state).Allowed(i) {
		t.Error("not allowed")
	}
	i.Name, i.Rules, i.Trigger.Timeout, i.Trigger.AtOnce, i.Trigger.Bell = "y", nil, time.Second, 1, true
	if !c.Allowed(i) {
		t.Error("what does not act matters")
	}
	allow(t, c, acting("01B", "true"))
	allow(t, c, acting("01A", "true")) // in the place of the former
	if c.Allowed(i) || !c.Allowed(acting("01A", "true")) {
		t.Error("more than the last is allowed")
	}
	files, err := os.ReadDir(filepath.Join(state, "allowed"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, path := range []string{"state", "state/allowed", "state/allowed/" + files[0].Name()} {
		want := os.FileMode(0o700)
		if filepath.Base(path) == files[0].Name() {
			want = 0o600
		}
		if info, err := os.Stat(filepath.Join(filepath.Dir(state), path)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	for range 2 { // the second time there is nothing to take back
		if err := c.Revoke("01A"); err != nil {
			t.Fatal(err)
		}
	}
	if c.Allowed(acting("01A", "true")) || !c.Allowed(acting("01B", "true")) {
		t.Error("revoked another")
	}
	if err := c.Revoke("../../x"); err != nil {
		t.Error(err)
	}
}

func TestConsentOfNothing(t *testing.T) {
	c := OpenConsents(t.TempDir())
	for _, i := range []model.Interaction{acting(""), acting("01A"), acting("01A", []string{}...)} {
		if err := c.Allow(i); err != nil || !c.Allowed(i) {
			t.Errorf("%+v: %v", i.Trigger, err)
		}
	}
	if _, err := os.Stat(c.dir); !os.IsNotExist(err) {
		t.Error("something was recorded")
	}
	i := acting("", "true")
	if err := c.Allow(i); err == nil || c.Allowed(i) {
		t.Error("one without an id was allowed")
	}
}

// Another id, word, order or split of words, path or URL is not allowed.
func TestConsentIsExact(t *testing.T) {
	c := OpenConsents(t.TempDir())
	text := rapid.SampledFrom([]string{"", "a", "b", "a b", "ab", " ", "/x", "http://a", "\n"})
	any := rapid.Custom(func(t *rapid.T) model.Interaction {
		i := acting(rapid.SampledFrom([]string{"1", "2", "a"}).Draw(t, "id"), rapid.SliceOfN(text, 0, 3).Draw(t, "command")...)
		i.Trigger.Append, i.Trigger.Post = text.Draw(t, "append"), text.Draw(t, "post")
		i.Trigger.Bell = rapid.Bool().Draw(t, "bell")
		return i
	})
	rapid.Check(t, func(t *rapid.T) {
		for _, id := range []model.InteractionID{"1", "2", "a"} {
			if err := c.Revoke(id); err != nil {
				t.Fatal(err)
			}
		}
		allowed, asked := any.Draw(t, "allowed"), any.Draw(t, "asked")
		if err := c.Allow(allowed); err != nil {
			t.Fatal(err)
		}
		a, b := allowed.Trigger, asked.Trigger
		want := !b.Acts() || allowed.ID == asked.ID && slices.Equal(a.Command, b.Command) && a.Append == b.Append && a.Post == b.Post
		if !c.Allowed(allowed) || c.Allowed(asked) != want {
			t.Fatalf("allowed %+v, asked %+v: %v", a, b, !want)
		}
	})
}

// A file that is not exactly what Allow wrote is no consent.
func TestConsentsThatAreOdd(t *testing.T) {
	c := OpenConsents(t.TempDir())
	i := acting("01A", "true")
	allow(t, c, i)
	path := c.file(i.ID)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		other := slices.Clone(text)
		switch at := rapid.IntRange(0, len(text)-1).Draw(t, "at"); rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			other[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		case 1:
			other = other[:at]
		case 2:
			other = slices.Insert(other, at, byte(rapid.IntRange(0, 255).Draw(t, "byte")))
			if slices.Equal(other[:len(text)], text) {
				t.Skip("the same")
			}
		}
		if err := os.WriteFile(path, other, 0o600); err != nil {
			t.Fatal(err)
		}
		if c.Allowed(i) {
			t.Fatalf("%q allows", other)
		}
	})
	if err := os.WriteFile(path, append(text, text...), 0o600); err != nil || c.Allowed(i) {
		t.Errorf("twice: %v", err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil || !c.Allowed(i) {
		t.Errorf("as it was: %v", err)
	}
	if err := os.Rename(path, c.file("01B")); err != nil || c.Allowed(acting("01B", "true")) {
		t.Errorf("that of another: %v", err)
	}
	if err := os.Mkdir(path, 0o700); err != nil || c.Allowed(i) {
		t.Errorf("a folder: %v", err)
	}
	if err := c.Allow(i); err == nil {
		t.Error("allowed over a folder")
	}
}

// An import brings no consent with it: not by the same id, nor by the same file
// with another command.
func TestImportBringsNoConsent(t *testing.T) {
	c := OpenConsents(t.TempDir())
	s := openInteractions(t, nil)
	first := saveInteraction(t, s, acting("", "logger"), "")
	allow(t, c, first.Interaction)
	team := first.Interaction
	team.Trigger.Command = []string{"rm", "-r", "/"}
	other := demo(model.Client, "other")
	other.Trigger.Append = "/etc/passwd"
	list, err := ReadInteractions("team.yaml", BundleInteractions([]model.Interaction{team, other}))
	if err != nil {
		t.Fatal(err)
	}
	save := func() (saves []model.InteractionSaving) {
		for _, st := range model.PlanInteractionImport(s.Entries(), list, model.ReplaceClashes) {
			if st.Writes {
				saves = append(saves, st.Save)
			}
		}
		if _, err := s.SaveAll(t.Context(), saves); err != nil {
			t.Fatal(err)
		}
		return saves
	}
	if saves := save(); len(saves) != 2 {
		t.Errorf("%+v", saves)
	}
	for _, e := range s.Entries() {
		if c.Allowed(e.Interaction) {
			t.Errorf("%s is allowed", e.File)
		}
	}
	if saves := save(); len(saves) != 0 {
		t.Errorf("the second import writes %+v", saves)
	}
}
