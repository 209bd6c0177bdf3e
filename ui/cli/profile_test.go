package cli

import (
	"errors"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"tcpdeck/model"
)

// busyProfiles is a store that another program changes before every save.
type busyProfiles struct {
	Profiles
	entry model.Entry
	saves int
	yield int // after so many saves it lets one through
}

func (b *busyProfiles) Find(string) (model.Entry, bool, error) { return b.entry, true, nil }

func (b *busyProfiles) Save(p model.Profile, over string) (model.Entry, error) {
	if b.saves++; b.saves <= b.yield {
		b.entry.Profile.MaxClients++
		b.entry.Version += "'"
	}
	if over != b.entry.Version {
		return model.Entry{}, model.ErrChanged
	}
	b.entry.Profile = p
	return b.entry, nil
}

func TestSetProfileAnew(t *testing.T) {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	bindProfile(flags)
	if err := flags.Parse([]string{"--port", "5"}); err != nil {
		t.Fatal(err)
	}
	p := model.NewProfile()
	p.Name = "Pay"
	store := &busyProfiles{entry: model.Entry{Profile: p, Version: "v"}, yield: 3}
	if err := setProfile(store, "Pay", flags); err != nil {
		t.Fatal(err)
	}
	if got := store.entry.Profile; got.Port != 5 || got.MaxClients != 3 || store.saves != 4 {
		t.Errorf("after %d saves %+v", store.saves, got)
	}
	store.yield = 1000
	err := setProfile(store, "Pay", flags)
	if !errors.Is(err, model.ErrChanged) || codeOf(err) != exitInternal || store.saves > 20 {
		t.Errorf("after %d saves %v", store.saves, err)
	}
}

// Every field of a profile that a person sets has a flag, and each says what
// is wrong with its value.
func TestProfileFlags(t *testing.T) {
	seen := map[model.Field]bool{}
	for _, f := range profileFlags() {
		seen[f.field] = true
		if want := strings.ReplaceAll(string(f.field), "_", "-"); f.name != want {
			t.Errorf("the flag of %s is --%s", f.field, f.name)
		}
	}
	all := model.Differences(model.NewProfile(), model.Profile{Name: "x", MaxClients: 1, Protected: true, CloseTimeout: true, KeepHalfOpen: true})
	if len(all) != 14 {
		t.Errorf("%d fields differ: %v", len(all), all)
	}
	for _, c := range all {
		if !seen[c.Field] {
			t.Errorf("%s has no flag", c.Field)
		}
	}
}

func TestNamesOf(t *testing.T) {
	var entries []model.Entry
	for range 7 {
		entries = append(entries, model.Entry{Profile: model.NewProfile(), File: "f"})
	}
	if got := namesOf(entries); strings.Count(got, "(") != 5 || !strings.HasSuffix(got, ", 2 more") {
		t.Error(got)
	}
}
