package cli

import (
	"testing"

	"tcpdeck/model"
)

// faultySessions have one session, which a fault of tcpdeck ended.
type faultySessions struct{ Sessions }

func (faultySessions) Status(model.SessionID) (model.Status, bool) {
	return model.Status{State: model.StateEnded, Reason: model.InternalError, Detail: "its log has the details"}, true
}

// TestRunAfterAFault: a conversation that only a fault of tcpdeck ended is no
// success.
func TestRunAfterAFault(t *testing.T) {
	i := model.NewInteraction()
	i.Name, i.Rules = "Demo client", model.DemoRules(model.Client)
	c, err := model.Compile(i)
	if err != nil {
		t.Fatal(err)
	}
	for outcome, reason := range map[model.Outcome]model.Reason{model.Cut: model.StoppedHere, model.Failure: model.InternalError} {
		w := &driven{env: &Env{}, sessions: faultySessions{}, role: model.Client, drive: model.Drive{Compiled: c}, stood: true}
		w.conversation("p:1", model.Event{Name: model.Finished, Reason: reason, Rules: &model.RuleEvent{Outcome: outcome}})
		if err := w.ended(); codeOf(err) != exitInternal {
			t.Errorf("%s: exit %d: %v", outcome, codeOf(err), err)
		}
	}
}
