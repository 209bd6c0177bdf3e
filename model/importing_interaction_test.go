package model

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// interactionOf is an interaction in the place of a profile: it has other rules
// where that has another port.
func interactionOf(p Profile) Interaction {
	i := NewInteraction()
	i.ID, i.Name, i.Rules = InteractionID(p.ID), p.Name, DemoRules(Client)
	if p.Port == 1 {
		i.Rules = DemoRules(Listener)
	}
	return i
}

// What is imported, an interaction fares like a profile.
func TestPlanInteractionImport(t *testing.T) {
	profile := rapid.Custom(func(t *rapid.T) Profile {
		return importProfile(rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(t, "id"),
			rapid.SampledFrom([]string{"A", "a", "B", "A 2", "A 3", "B 2"}).Draw(t, "name"), rapid.IntRange(1, 2).Draw(t, "port"))
	})
	rapid.Check(t, func(t *rapid.T) {
		var profiles []Entry
		var existing []InteractionEntry
		for i, p := range rapid.SliceOfN(profile, 0, 5).Draw(t, "existing") {
			e := Entry{Profile: p, File: fmt.Sprintf("e%d.yaml", i), Version: fmt.Sprintf("v%d", i)}
			if rapid.IntRange(0, 3).Draw(t, "broken") == 0 {
				e.Err = &FileError{}
			}
			profiles = append(profiles, e)
			existing = append(existing, InteractionEntry{Interaction: interactionOf(p), File: e.File, Version: e.Version, Err: e.Err})
		}
		in := rapid.SliceOfN(profile, 0, 6).Draw(t, "import")
		list := make([]Interaction, len(in))
		for i, p := range in {
			list[i] = interactionOf(p)
		}
		policy := rapid.SampledFrom([]ImportPolicy{SkipClashes, RenameClashes, ReplaceClashes}).Draw(t, "policy")
		steps := PlanInteractionImport(existing, list, policy)
		for i, want := range PlanImport(profiles, in, policy) {
			got := steps[i]
			same := SameInteraction(got.Interaction, list[i]) && got.Kind == want.Kind && got.Clash == want.Clash && got.Outcome == want.Outcome &&
				got.Writes == want.Writes && got.Save.Over == want.Save.Over && len(got.Changes) == len(want.Changes)
			if !same || want.Writes && !SameInteraction(got.Save.Interaction, interactionOf(want.Save.Profile)) {
				t.Fatalf("got  %+v\nwant %+v", got, want)
			}
		}
	})
}

func TestInteractionDifferences(t *testing.T) {
	from := interactionOf(importProfile("1", "A", 1))
	to := from
	to.ID, to.Name, to.Rules = "2", "B", DemoRules(Client)
	to.Trigger = Trigger{Command: []string{"sh", "-c", "a b"}, Append: "/x", Post: "http://a/", Bell: true, Timeout: time.Second / 2, AtOnce: 1}
	want := []string{"name A → B", `command [] → ["sh" "-c" "a b"]`, `append "" → /x`, `post "" → http://a/`, "bell false → true", "timeout 10 → 0.5", "at_once 4 → 1", "rules 5 → 6"}
	got := InteractionDifferences(from, to)
	if len(got) != len(want) {
		t.Fatal(got)
	}
	for i, c := range got {
		if c.String() != want[i] {
			t.Errorf("got %s, want %s", c, want[i])
		}
	}
	to = from
	to.Rules, _ = MoveRule(from.Rules, Path{0, 1}, MoveUp)
	if got := InteractionDifferences(from, to); len(got) != 1 || got[0].String() != "rules 5 → 5 others" {
		t.Error(got)
	}
	if got := InteractionDifferences(from, from); got != nil {
		t.Error(got)
	}
}

// What an import compares is equal for equal interactions, and only for those.
func TestInteractionSettings(t *testing.T) {
	rules := rapid.Custom(func(t *rapid.T) []Rule {
		a, b := NewRule(SendRule), NewRule(ReceiveRule)
		a.Body = rapid.SampledFrom([]string{"", "a", "a\n1 ", "\xff", "\ufffd"}).Draw(t, "body")
		if b.Then = []Rule{a}; rapid.Bool().Draw(t, "flat") {
			b.Then = []Rule{}
			return []Rule{b, a}
		}
		return []Rule{b}
	})
	interaction := rapid.Custom(func(t *rapid.T) Interaction {
		i := Interaction{ID: "1", Name: "A", Rules: rules.Draw(t, "rules")}
		i.Trigger.Command = rapid.SampledFrom([][]string{nil, {}, {"a b"}, {"a", "b"}, {`a" "b`}}).Draw(t, "command")
		i.Trigger.Bell = rapid.Bool().Draw(t, "bell")
		return i
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := interaction.Draw(t, "a"), interaction.Draw(t, "b")
		if SameInteraction(a, b) != (a.settings() == b.settings()) {
			t.Fatalf("%q\n%q", a.settings(), b.settings())
		}
	})
}
