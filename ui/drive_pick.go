package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// pickInteraction lets a person choose one of the stored interactions.
func pickInteraction(d Deps, title string, then func(model.InteractionEntry) (Action, tea.Cmd)) (Action, tea.Cmd) {
	var all []Binding
	for _, e := range sortedInteractions(d) {
		b := Binding{Keys: []string{""}, Long: model.Escape(e.Interaction.Name), Do: func() (Action, tea.Cmd) { return then(e) }}
		if e.Err != nil {
			b.Long, b.Off = model.Escape(e.File), e.Err.Error
		}
		all = append(all, b)
	}
	if len(all) == 0 {
		return Notify{Text: "there is no interaction yet: i in Connections shows them, a adds one"}, nil
	}
	return Ask{newPalette(d.Theme, title, all)}, nil
}

// inEitherRole are two entries of a palette: run a thing as client, or as
// listener. The role comes first: a long name is cut.
func inEitherRole(what string, start func(model.Role) (Action, tea.Cmd)) []Binding {
	var all []Binding
	for _, role := range []model.Role{model.Client, model.Listener} {
		all = append(all, Binding{Keys: []string{""}, Long: "as " + string(role) + ": " + model.Escape(what), Do: func() (Action, tea.Cmd) { return start(role) }})
	}
	return all
}

// pickConnection runs an interaction on a connection that is chosen.
func pickConnection(d Deps, owner Screen, e model.InteractionEntry) (Action, tea.Cmd) {
	var all []Binding
	for _, p := range listedProfiles(d) {
		all = append(all, inEitherRole(p.Name, func(role model.Role) (Action, tea.Cmd) {
			return startDriven(d, owner, Start{Profile: p, Role: role}, e)
		})...)
	}
	if len(all) == 0 {
		return Notify{Text: "there is no connection yet"}, nil
	}
	return Ask{newPalette(d.Theme, "Run "+e.Interaction.Name+" on", all)}, nil
}

// pickDriven runs an interaction that is chosen on a connection.
func pickDriven(d Deps, owner Screen, p model.Profile) (Action, tea.Cmd) {
	var all []Binding
	for _, e := range sortedInteractions(d) {
		if e.Err == nil {
			all = append(all, inEitherRole(e.Interaction.Name, func(role model.Role) (Action, tea.Cmd) {
				return startDriven(d, owner, Start{Profile: p, Role: role}, e)
			})...)
		}
	}
	if len(all) == 0 {
		return Notify{Text: "there is no interaction yet: i shows them, a adds one"}, nil
	}
	return Ask{newPalette(d.Theme, "Run on "+p.Name, all)}, nil
}

// startDriven starts a session that an interaction drives.
func startDriven(d Deps, owner Screen, s Start, e model.InteractionEntry) (Action, tea.Cmd) {
	return prepare(d, owner, e, s.Role, func(dr model.Drive) (Action, tea.Cmd) {
		s.Drive = &dr
		if _, err := dialOrListen(s.Profile, s.Role); err != nil {
			return Notify{Text: err.Error(), Error: true}, nil
		}
		return askIf(s.Profile.Protected, "Run on a protected connection",
			fmt.Sprintf("%s is protected. The rules of %s send by themselves.", s.Profile.Name, e.Interaction.Name), "Run", s)
	})
}

// prepare makes an interaction ready to drive a session of the deck, where a
// connection stays when its conversation is over.
func prepare(d Deps, owner Screen, e model.InteractionEntry, role model.Role, then func(model.Drive) (Action, tea.Cmd)) (Action, tea.Cmd) {
	compiled, err := model.Compile(e.Interaction)
	if err != nil {
		return Notify{Text: err.Error(), Error: true}, nil
	}
	return drive{d: d, owner: owner, compiled: compiled, stored: true, fires: role == model.Listener,
		then: func(values map[string]string, allowed bool) (Action, tea.Cmd) {
			return then(model.Drive{Compiled: compiled, Values: values, Allowed: allowed, Stay: true})
		}}.ask()
}
