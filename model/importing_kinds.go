package model

import (
	"fmt"
	"strings"
)

// PlanImport says what importing profiles, in their order, does to a folder
// that holds existing. Broken files keep their names and ids and are never
// written over. Importing again what was imported changes nothing more.
func PlanImport(existing []Entry, profiles []Profile, policy ImportPolicy) []ImportStep {
	slots := make([]importSlot[Profile], len(existing))
	for i, e := range existing {
		slots[i] = importSlot[Profile]{value: e.Profile, file: e.File, version: e.Version, broken: e.Err != nil}
	}
	plan := planImport(slots, profiles, policy)
	steps := make([]ImportStep, len(plan))
	for i, s := range plan {
		steps[i] = ImportStep{Profile: s.value, Kind: s.kind, Clash: s.clash, Outcome: s.outcome, Writes: s.writes, Changes: s.changes}
		steps[i].Save = Saving{Profile: s.save, Over: s.over}
	}
	return steps
}

func (p Profile) identity() (id, name string) { return string(p.ID), p.Name }

func (p Profile) withIdentity(id, name string) Profile {
	p.ID, p.Name = ProfileID(id), name
	return p
}

func (p Profile) settings() any { return p.withIdentity("", "") }

func (p Profile) differences(to Profile) []FieldChange { return Differences(p, to) }

// PlanInteractionImport is PlanImport for interactions. Nothing of it brings
// consent for a trigger.
func PlanInteractionImport(existing []InteractionEntry, list []Interaction, policy ImportPolicy) []InteractionStep {
	slots := make([]importSlot[Interaction], len(existing))
	for i, e := range existing {
		slots[i] = importSlot[Interaction]{value: e.Interaction, file: e.File, version: e.Version, broken: e.Err != nil}
	}
	plan := planImport(slots, list, policy)
	steps := make([]InteractionStep, len(plan))
	for i, s := range plan {
		steps[i] = InteractionStep{Interaction: s.value, Kind: s.kind, Clash: s.clash, Outcome: s.outcome, Writes: s.writes, Changes: s.changes}
		steps[i].Save = InteractionSaving{Interaction: s.save, Over: s.over}
	}
	return steps
}

func (i Interaction) identity() (id, name string) { return string(i.ID), i.Name }

func (i Interaction) withIdentity(id, name string) Interaction {
	i.ID, i.Name = InteractionID(id), name
	return i
}

func (i Interaction) settings() any {
	var b strings.Builder
	t := i.Trigger
	fmt.Fprintf(&b, "%q %q %q %t %d %d\n", t.Command, t.Append, t.Post, t.Bell, t.Timeout, t.AtOnce)
	Walk(i.Rules, func(p Path, r Rule) { fmt.Fprintf(&b, "%d %#v\n", len(p), r.Properties) })
	return b.String()
}

func (i Interaction) differences(to Interaction) []FieldChange { return InteractionDifferences(i, to) }
