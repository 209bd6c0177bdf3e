package netio

import (
	"context"
	"time"

	"tcpdeck/model"
)

type triggers struct{}

func newTriggers(t model.Trigger, interaction string, allowed bool, report func(peer string, e model.Event), guard func(where string)) *triggers {
	return &triggers{}
}
func (t *triggers) fire(at time.Time, peer string, e model.RuleEvent) {}
func (t *triggers) status() model.TriggerStatus                       { return model.TriggerStatus{} }
func (t *triggers) drain(ctx context.Context)                         {}
func (t *triggers) stop()                                             {}
