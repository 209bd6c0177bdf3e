package main

import (
	"context"

	"tcpdeck/model"
	"tcpdeck/profiles"
)

// scriptProfiles fits the store to what the commands ask for.
type scriptProfiles struct{ savedProfiles }

func (s scriptProfiles) SaveAll(ctx context.Context, list []model.Saving) ([]model.Entry, error) {
	entries, err := s.Store.SaveAll(ctx, list)
	for i, e := range entries {
		if list[i].Over != "" && e.File != "" {
			s.moveOutput(list[i].Profile.ID, e.Profile.ID)
		}
	}
	return entries, err
}

func (scriptProfiles) Bundle(list []model.Profile) []byte { return profiles.Bundle(list) }

func (scriptProfiles) ReadImport(file string, data []byte) (model.Imported, error) {
	return profiles.ReadImport(file, data)
}
