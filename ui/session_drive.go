package ui

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// attachKey is the key that lets an interaction drive the session.
func (s *sessionScreen) attachKey() Binding {
	b := Binding{Keys: []string{"a"}, Help: "attach rules", Long: "attach an interaction, or detach the one that drives it", Off: s.notLive, Do: s.attach}
	if s.status.Interaction.Attached {
		b.Help = "detach rules"
	}
	return b
}

// attach lets an interaction drive the session, or no longer.
func (s *sessionScreen) attach() (Action, tea.Cmd) {
	if i := s.status.Interaction; i.Attached {
		return Ask{newConfirm("Detach the interaction", fmt.Sprintf("%s will no longer drive %s; its connections stay.", i.Name, s.status.Profile.Name),
			"Detach", later(s, func() (Action, tea.Cmd) { return notifyError(s.d.Sessions.Detach(s.id)), nil }))}, nil
	}
	return pickInteraction(s.d, "Attach to "+s.status.Profile.Name, func(e model.InteractionEntry) (Action, tea.Cmd) {
		return prepare(s.d, s, e, s.status.Role, func(dr model.Drive) (Action, tea.Cmd) {
			return askIf(s.status.Profile.Protected, "Attach to a protected connection",
				fmt.Sprintf("%s is protected. The rules of %s send by themselves.", s.status.Profile.Name, e.Interaction.Name), "Attach",
				later(s, func() (Action, tea.Cmd) { return notifyError(s.d.Sessions.Attach(s.id, dr)), nil }))
		})
	})
}

// notifyError says what went wrong, if anything did.
func notifyError(err error) Action {
	if err == nil {
		return nil
	}
	return Notify{Text: err.Error(), Error: true}
}

// record makes an interaction of the conversation that is shown, or of the
// client that said most.
func (s *sessionScreen) record() (Action, tea.Cmd) {
	log := s.d.Sessions.Log(s.id)
	peer := ""
	if s.clients != nil {
		peer = s.clients.only
	}
	return askRecording(s.d, s.status.Profile, s.status.Role, func() (model.Said, error) {
		said := model.SaidIn(log, peer)
		if first, _ := log.Bounds(); first > 0 { // it may be gone just now
			return model.Said{}, errors.New("its beginning is no longer in memory; v in Connections shows it whole, if it is stored")
		}
		return said, nil
	}, s)
}

// askRecording asks which side of a conversation to make rules of, and opens
// them; read may read the disk.
func askRecording(d Deps, p model.Profile, role model.Role, read func() (model.Said, error), owner Screen) (Action, tea.Cmd) {
	var all []Binding
	for _, o := range []struct {
		words string
		how   model.Recording
	}{
		{"rules of this side", model.Recording{}},
		{"rules of this side, with the recorded delays", model.Recording{Delays: true}},
		{"rules of the other side", model.Recording{Mirror: true}},
		{"rules of the other side, with the recorded delays", model.Recording{Mirror: true, Delays: true}},
	} {
		all = append(all, Binding{Keys: []string{""}, Long: o.words, Do: func() (Action, tea.Cmd) {
			return nil, reply(owner, func() tea.Msg {
				said, err := read()
				var rules []model.Rule
				if err == nil {
					rules, err = recordedRules(d, p, said, o.how)
				}
				return deed(func() (Action, tea.Cmd) {
					if err != nil {
						return Notify{Text: "no interaction was made: " + err.Error(), Error: true}, nil
					}
					i := model.NewInteraction()
					i.Name, i.Rules = recordedName(d, p.Name), rules
					screen := newRulesScreen(d, model.InteractionEntry{Interaction: i}, false)
					screen.console.chooses(p.ID, nil)
					if o.how.Mirror {
						role = otherRole(role)
					}
					screen.console.form.Set(fieldRole, string(role))
					return Do{OpenOver{screen, owner}, ofMany(said)}, nil
				})
			})
		}})
	}
	return Ask{newPalette(d.Theme, "Make an interaction of what was said", all)}, nil
}

// recordedName is a name for the rules of what was said on a connection.
func recordedName(d Deps, of string) string {
	name, names := of+" recorded", interactionNames(d.Interactions.Entries())
	if takenNames(names)[strings.ToLower(name)] {
		return freeName(name, names)
	}
	return name
}

func interactionNames(entries []model.InteractionEntry) []string {
	var names []string
	for _, e := range entries {
		names = append(names, e.Interaction.Name)
	}
	return names
}

// drivenWords says how the interaction of a session fares; "" without one.
func drivenWords(s model.Status) string {
	i := s.Interaction
	if i.Name == "" {
		return ""
	}
	text := "interaction " + model.Escape(i.Name)
	add := func(n int64, what string) {
		if n > 0 {
			text += fmt.Sprintf(" · %d %s", n, what)
		}
	}
	if !i.Attached {
		text += " (detached)"
	}
	add(int64(i.Running), "running")
	add(i.Succeeded, "succeeded")
	add(i.Failed, "failed")
	add(i.Fired, "fired")
	if t := i.Trigger; t.Running+t.Waiting > 0 || t.Done+t.Failed > 0 {
		text += fmt.Sprintf(" · trigger: %d running, %d waiting, %d done", t.Running, t.Waiting, t.Done)
		if t.Failed > 0 {
			text += fmt.Sprintf(", %d failed", t.Failed)
		}
	}
	return text
}
