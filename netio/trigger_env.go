package netio

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"tcpdeck/model"
)

// maxVariable is how much one environment variable has of a message, in
// bytes: an environment cannot hold much, and a command whose environment is
// too large does not run at all.
const maxVariable = 32 << 10

// The variables that tell a command what fired its trigger.
const (
	varText      = "TCPDECK_TEXT_BODY"
	varReceived  = "TCPDECK_RECEIVED_TIME"
	varFrom      = "TCPDECK_FROM_ADDRESS"
	varMessages  = "TCPDECK_MESSAGES"
	varTruncated = "TCPDECK_TRUNCATED"
)

// triggerEnv adds the variables of a fired event to env. What is not drawn as
// itself is escaped, NUL among it, which no environment can hold.
func triggerEnv(env []string, peer string, e *model.RuleEvent) []string {
	env = slices.DeleteFunc(env, func(v string) bool { return strings.HasPrefix(v, varTruncated+"=") })
	text, whole := textVariable(e.Message)
	object, all := messagesVariable(e.Results)
	env = append(env, varText+"="+text, varReceived+"="+e.Received.UTC().Format(model.TimeLayout),
		varFrom+"="+model.Escape(peer), varMessages+"="+object)
	if !whole || !all {
		env = append(env, varTruncated+"=1")
	}
	return env
}

// textVariable is the text of a message, escaped and cut.
func textVariable(m *model.Record) (text string, whole bool) {
	if m == nil {
		return "", true
	}
	text, n := fit(m.Text, maxVariable, func(text string) string {
		return model.Escape(string(model.Record{Text: text, Decoded: m.Decoded}.AppendText(nil)))
	})
	return text, n == len(m.Text)
}

// messagesVariable is the JSON object of results, cut so that it stays JSON:
// the text of the first that has no room ends early, the others are left out.
func messagesVariable(results []model.Result) (object string, whole bool) {
	out := []byte{'{'}
	for i, r := range results {
		pair, n := fit(r.Message.Text, maxVariable-len(out)-len("}"), func(text string) string {
			r.Message.Text = text
			one := model.EscapeJSON(model.AppendResults(nil, []model.Result{r}))
			one = one[1 : len(one)-1]
			if i > 0 {
				return "," + string(one)
			}
			return string(one)
		})
		out = append(out, pair...)
		if n < len(results[i].Message.Text) {
			return string(append(out, '}')), false
		}
	}
	return string(append(out, '}')), true
}

// fit renders as much of the start of text as has at most room bytes then,
// and says how many bytes of text that is. It cuts between characters, and
// never in what stands for one. -1: not even the rendering of "" has room. A
// rendering must not be shorter than half its text.
func fit(text string, room int, render func(string) string) (out string, n int) {
	if len(text) <= 2*room {
		if out = render(text); len(out) <= room {
			return out, len(text)
		}
	}
	most := max(0, min(len(text), 2*room))
	n = sort.Search(most+1, func(n int) bool { return len(render(start(text, n))) > room }) - 1
	if n < 0 {
		return "", -1
	}
	kept := start(text, n)
	return render(kept), len(kept)
}

// start is the first n bytes of s, or some fewer, not to tear a character.
func start(s string, n int) string {
	for i := n; i > max(0, n-utf8.UTFMax) && i < len(s); i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i]
		}
	}
	return s[:n]
}
