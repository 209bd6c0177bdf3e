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
	w := &driven{env: &Env{}, sessions: faultySessions{}, role: model.Client, drive: model.Drive{Compiled: c}, stood: true}
	w.conversation("p:1", model.Event{Name: model.Finished, Reason: model.StoppedHere, Rules: &model.RuleEvent{Outcome: model.Cut}})
	if err := w.ended(); codeOf(err) != exitInternal {
		t.Errorf("exit %d: %v", codeOf(err), err)
	}
}
