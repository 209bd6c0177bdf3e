package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// record makes an interaction of what was said in the run.
func (s *runScreen) record() (Action, tea.Cmd) {
	return askRecording(s.d, s.profile, s.run.Role, func() (model.Said, error) { return saidIn(s.stored) }, s)
}

// replay asks as which side the run is to be replayed, and opens it in a test
// console.
func (s *runScreen) replay() (Action, tea.Cmd) {
	var all []Binding
	for _, side := range []struct {
		words string
		role  model.Role
	}{
		{"as client: say what the client said", model.Client},
		{"as fake server: answer as the listener did", model.Listener},
	} {
		all = append(all, Binding{Keys: []string{""}, Long: side.words, Do: func() (Action, tea.Cmd) { return s.replayAs(side.role) }})
	}
	return Ask{newPalette(s.d.Theme, "Replay", all)}, nil
}

// replayAs opens the rules of one side of the run, which note what comes
// otherwise than recorded.
func (s *runScreen) replayAs(role model.Role) (Action, tea.Cmd) {
	return nil, reply(s, func() tea.Msg {
		said, err := saidIn(s.stored)
		var rules []model.Rule
		if err == nil {
			rules, err = recordedRules(s.d, s.profile, said, model.Recording{Lenient: true, Mirror: s.run.Role == otherRole(role)})
		}
		return deed(func() (Action, tea.Cmd) {
			if err != nil {
				return Notify{Text: "it cannot be replayed: " + err.Error(), Error: true}, nil
			}
			i := model.NewInteraction()
			i.Name, i.Rules = fmt.Sprintf("%s of %s replayed", s.profile.Name, s.run.Started.Local().Format("2006-01-02 15:04:05")), rules
			screen := newRulesScreen(s.d, model.InteractionEntry{Interaction: i}, false)
			screen.replays(s.profile.ID, role)
			return Do{OpenOver{screen, s}, ofMany(said)}, screen.console.loadRuns()
		})
	})
}

// replays turns to the test console, for a connection and a role.
func (s *rulesScreen) replays(id model.ProfileID, role model.Role) {
	c := s.console
	c.recorded = s.tree.now.rules
	c.form.Set(fieldConnection, string(id))
	c.form.Set(fieldRole, string(role))
	c.form.Set(fieldMost, fmt.Sprint(maxMost))
	s.show(tabConsole)
}
