package profiles

import "tcpdeck/model"

func started(p model.Profile) *model.Batch {
	f := p.Framing
	return &model.Batch{Kind: model.KindEvent, Event: model.Event{Name: model.Started, Profile: p.Name, Role: model.Client, Framing: &f, CodePage: p.CodePage}}
}
