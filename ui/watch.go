package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// watchEvery is the least time between two refreshes of the screen.
const watchEvery = time.Second / 30

// watch waits for a change and reports it, at most 30 times a second. The
// App arms it anew after each report: nothing ticks while nothing changes.
func watch(d Deps, last time.Time) tea.Cmd {
	var storing, interactions <-chan struct{}
	if d.Outputs != nil {
		storing = d.Outputs.Changed()
	}
	if d.Interactions != nil {
		interactions = d.Interactions.Changed()
	}
	return func() tea.Msg {
		var profiles bool
		select {
		case <-storing:
		case <-interactions: // seldom, and what comes next does not wait for it
			return changedMsg{last, false}
		case <-d.Sessions.Changed():
		case <-d.Profiles.Changed():
			profiles = true
		case <-d.Done:
			return nil
		}
		if wait := watchEvery - d.Now().Sub(last); wait > 0 {
			t := time.NewTimer(wait)
			defer t.Stop()
			select {
			case <-t.C:
			case <-d.Done:
				return nil
			}
		}
		return changedMsg{d.Now(), profiles}
	}
}
