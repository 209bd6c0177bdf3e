package profiles

import (
	"time"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

// awkward are texts that YAML could take for something else.
var awkward = []string{"", "yes", "0x10", "1e9", "~", "null", "a: b", "- a", "-c", "# a", " a ", "a\tb", "\x1b[31m", "{", "}", "a, b", "[x]", "2024-01-01", "1:30", ":", ":x", "x:", "http://h/p?q=1&r=2#f",
	"\u2028", "\uFEFFa", "'", `"`, "\\", "=", "<<", "...", "---", "a\nb\n", "\r\n", "\x00", "*", "&a", "!t", "%d", "@", "`", "?", "|", ">", "{{{{", "{{time}}", "é漢😀", "a b #c", "true", "01"}

var anyText = rapid.OneOf(rapid.SampledFrom(awkward), rapid.StringN(0, 20, 60), rapid.StringMatching(`[a-z ]{1,12}`))

func anyRule(t *rapid.T, depth int) model.Rule {
	r := model.NewRule(rapid.SampledFrom(model.RuleKinds).Draw(t, "kind"))
	often := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, name) == 0 }
	if often("named") {
		r.Name = anyText.Draw(t, "name")
	}
	if often("has a key") {
		r.Key = anyText.Draw(t, "key")
	}
	r.Fire = often("fire")
	if often("exits") {
		r.Exit = rapid.SampledFrom([]model.Outcome{model.Success, model.Failure}).Draw(t, "exit")
	}
	if often("format") {
		r.Key, r.KeyFormat = "D2", true
	}
	many := rapid.SampledFrom([]int{1, 1, 2, model.Endless, model.MaxIterations})
	switch r.Kind {
	case model.SendRule:
		r.Iterations = many.Draw(t, "iterations")
		r.Body = model.EscapeTemplate(anyText.Draw(t, "body"))
		if often("hex") {
			r.Body, r.Hex = rapid.SampledFrom([]string{"", "00", "0a 0B", "0x01,02", "12e4", "0102"}).Draw(t, "bytes"), true
		}
		r.DelayBefore = time.Duration(rapid.SampledFrom([]int{0, 0, 1, 86_400_000}).Draw(t, "before")) * time.Millisecond
		r.DelayAfter = time.Duration(rapid.SampledFrom([]int{0, 0, 250}).Draw(t, "after")) * time.Millisecond
	case model.ReceiveRule:
		r.Iterations = many.Draw(t, "iterations")
		r.Timeout = rapid.SampledFrom([]time.Duration{model.ProfileTimeout, 0, time.Second, 290 * time.Millisecond, time.Microsecond, model.MaxTimeout}).Draw(t, "timeout")
	case model.CheckRule:
		r.Condition = rapid.SampledFrom(model.Conditions).Draw(t, "condition")
		switch r.Condition {
		case model.Always:
		case model.EqualBytes:
			r.Value = rapid.SampledFrom([]string{"", "00", "0a 0b", "12e4"}).Draw(t, "value")
		case model.Matches, model.NotMatches:
			r.Value = rapid.SampledFrom([]string{"", "a+", "^(?P<x>[0-9]{2}): .*$", `\x00`, "[{]"}).Draw(t, "value")
		default:
			r.Value = anyText.Draw(t, "value")
		}
		r.IgnoreCase = often("ignore case")
		r.Group = rapid.SampledFrom([]int{0, 0, 1, 999}).Draw(t, "group")
	}
	if depth > 0 {
		for range rapid.IntRange(0, 3).Draw(t, "children") {
			r.Then = append(r.Then, anyRule(t, depth-1))
		}
	}
	return r
}

func anyTrigger(t *rapid.T) model.Trigger {
	tr := model.NewTrigger()
	if rapid.Bool().Draw(t, "acts") {
		tr.Command = rapid.SliceOfN(anyText, 0, 4).Draw(t, "command")
		tr.Append = rapid.SampledFrom([]string{"", "/var/log/x.jsonl", "~/a b, c"}).Draw(t, "append")
		tr.Post = rapid.SampledFrom([]string{"", "https://example.net/hook?a=1&b=2#c", "http://[::1]:80/"}).Draw(t, "post")
		tr.Bell = rapid.Bool().Draw(t, "bell")
		tr.Timeout = rapid.SampledFrom([]time.Duration{10 * time.Second, time.Second / 2, time.Hour, time.Microsecond}).Draw(t, "timeout")
		tr.AtOnce = rapid.SampledFrom([]int{4, 1, 64}).Draw(t, "at once")
	}
	return tr
}

// anyInteraction is one that the model allows, in the form in which it is
// stored.
func anyInteraction(t *rapid.T) model.Interaction {
	i := model.Interaction{
		ID:      model.InteractionID(rapid.StringMatching(`[A-Za-z0-9._-]{1,26}`).Draw(t, "id")),
		Name:    rapid.OneOf(rapid.StringN(1, 40, 150), rapid.SampledFrom(awkward)).Draw(t, "name"),
		Trigger: anyTrigger(t),
	}
	top := model.NewRule(model.ReceiveRule) // checks must have a message
	for range rapid.IntRange(0, 4).Draw(t, "rules") {
		top.Then = append(top.Then, anyRule(t, rapid.IntRange(0, 3).Draw(t, "depth")))
	}
	i.Rules = []model.Rule{top}
	for range rapid.IntRange(0, 2).Draw(t, "sends") {
		send := model.NewRule(model.SendRule)
		send.Body = model.EscapeTemplate(anyText.Draw(t, "body"))
		i.Rules = append(i.Rules, send)
	}
	i, err := prepareInteraction(i)
	if err != nil {
		t.Skip("not valid", err)
	}
	return i
}
