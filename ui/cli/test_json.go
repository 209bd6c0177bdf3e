package cli

import (
	"tcpdeck/model"
)

// testJSON is the outcome of one test as --json prints it. Times are
// milliseconds; took_ms counts until the connection stood, or failed.
type testJSON struct {
	Target  string      `json:"target"`
	Address string      `json:"address"`
	Port    int         `json:"port"`
	OK      *bool       `json:"ok"` // null: passed over
	Reason  string      `json:"reason"`
	Detail  string      `json:"detail"`
	Advice  string      `json:"advice"`
	TookMS  float64     `json:"took_ms"`
	Stages  []stageJSON `json:"stages"`
}

type stageJSON struct {
	Stage   string       `json:"stage"`
	Target  string       `json:"target"`
	TookMS  float64      `json:"took_ms"`
	Reason  string       `json:"reason,omitempty"`
	Detail  string       `json:"detail,omitempty"`
	Advice  string       `json:"advice,omitempty"`
	Answers []answerJSON `json:"answers,omitempty"`
	Local   string       `json:"local,omitempty"`
	Bytes   int          `json:"bytes,omitempty"`
	Text    string       `json:"text,omitempty"`
}

type answerJSON struct {
	Address string  `json:"address"`
	TookMS  float64 `json:"took_ms"`
}

// json is what came of the test of s.
func (s subject) json(c model.Check) testJSON {
	out := testJSON{Target: s.name, Address: s.profile.Address, Port: s.profile.Port, Stages: []stageJSON{}}
	switch {
	case s.passed:
		out.Reason = "listener only"
		return out
	case s.err != nil:
		out.Address, out.Port, out.Reason = "", 0, "invalid"
		_, out.Detail = s.text(c)
	default:
		d := c.Decisive()
		out.Reason, out.Detail, out.Advice, out.TookMS = string(c.Reason()), d.Detail, d.Advice, ms(c.Took())
	}
	works := s.err == nil && c.Works()
	out.OK = &works
	for _, st := range c.Stages {
		j := stageJSON{Stage: st.Name, Target: st.Target, TookMS: ms(st.Took), Reason: string(st.Reason), Detail: st.Detail,
			Advice: st.Advice, Local: st.Local, Bytes: st.Bytes, Text: st.Text}
		for _, a := range st.Answers {
			j.Answers = append(j.Answers, answerJSON{a.Address, ms(a.Took)})
		}
		out.Stages = append(out.Stages, j)
	}
	return out
}
