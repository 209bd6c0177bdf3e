package main

import (
	"tcpdeck/model"
	"tcpdeck/profiles"
)

// savedInteractions is the store of interactions with the consents that were
// given to their triggers.
type savedInteractions struct {
	*profiles.Interactions
	*profiles.Consents
}

func openInteractions(config, state string) (savedInteractions, error) {
	store, err := profiles.OpenInteractions(config)
	return savedInteractions{store, profiles.OpenConsents(state)}, err
}

// Bundle is the form in which interactions are exported.
func (savedInteractions) Bundle(list []model.Interaction) []byte {
	return profiles.BundleInteractions(list)
}

// ReadFile reads a bundle, or the file of one interaction.
func (savedInteractions) ReadFile(file string, data []byte) ([]model.Interaction, error) {
	return profiles.ReadInteractions(file, data)
}
