package profiles

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tcpdeck/model"
)

// setting is one key of a mapping with its value as YAML text of one line; ""
// is the default, which is not written.
type setting struct{ key, text string }

func textSetting(key, s string) setting {
	if s == "" {
		return setting{key, ""}
	}
	return setting{key, quoteInside(s)}
}

func switchSetting(key string, on bool) setting {
	if !on {
		return setting{key, ""}
	}
	return setting{key, "true"}
}

func numberSetting(key string, n, standard int) setting {
	if n == standard {
		return setting{key, ""}
	}
	return setting{key, strconv.Itoa(n)}
}

func secondsSetting(key string, d, standard time.Duration) setting {
	if d == standard {
		return setting{key, ""}
	}
	return setting{key, strconv.FormatFloat(d.Seconds(), 'f', -1, 64)}
}

// headSettings are the keys of an interaction that are texts.
func headSettings(i model.Interaction) []setting {
	return []setting{{"version", strconv.Itoa(fileVersion)}, textSetting("id", string(i.ID)), textSetting("name", i.Name)}
}

func triggerSettings(t model.Trigger) []setting {
	words := make([]string, len(t.Command))
	for i, w := range t.Command {
		words[i] = quoteInside(w)
	}
	command := setting{key: "command"}
	if len(words) > 0 {
		command.text = "[" + strings.Join(words, ", ") + "]"
	}
	standard := model.NewTrigger()
	return []setting{
		command, textSetting("append", t.Append), textSetting("post", t.Post), switchSetting("bell", t.Bell),
		secondsSetting("timeout", t.Timeout, standard.Timeout), numberSetting("at_once", t.AtOnce, standard.AtOnce),
	}
}

// ruleSettings are the keys of a rule besides its kind and what follows it.
func ruleSettings(p model.Properties) []setting {
	return []setting{
		textSetting("name", p.Name), textSetting("key", p.Key), switchSetting("key_format", p.KeyFormat),
		switchSetting("fire", p.Fire), textSetting("exit", string(p.Exit)),
	}
}

// kindSettings are the keys under the kind of a rule. Those of one kind stand
// in the same places, whatever their keys.
func kindSettings(p model.Properties) []setting {
	switch p.Kind {
	case model.SendRule:
		body := setting{"body", quoteInside(p.Body)}
		if p.Hex {
			body.key = "bytes"
		}
		delay := func(key string, d time.Duration) setting { return numberSetting(key, int(d.Milliseconds()), 0) }
		return []setting{body, numberSetting("iterations", p.Iterations, 1), delay("delay_before", p.DelayBefore), delay("delay_after", p.DelayAfter)}
	case model.ReceiveRule:
		return []setting{numberSetting("iterations", p.Iterations, 1), secondsSetting("timeout", p.Timeout, model.ProfileTimeout)}
	}
	condition := setting{string(p.Condition), quoteInside(p.Value)}
	if p.Condition == model.Always {
		condition.text = "true"
	}
	return []setting{condition, switchSetting("ignore_case", p.IgnoreCase), numberSetting("group", p.Group, 0)}
}

// written leaves out the defaults.
func written(settings []setting) []string {
	var all []string
	for _, s := range settings {
		if s.text != "" {
			all = append(all, s.key+": "+s.text)
		}
	}
	return all
}

// braces writes settings as a mapping on one line.
func braces(settings []setting) string { return "{" + strings.Join(written(settings), ", ") + "}" }

// renderInteraction writes a new file.
func renderInteraction(i model.Interaction) []byte {
	var b strings.Builder
	for _, line := range written(headSettings(i)) {
		b.WriteString(line + "\n")
	}
	if t := braces(triggerSettings(i.Trigger)); t != "{}" {
		b.WriteString("trigger: " + t + "\n")
	}
	b.WriteString("rules:\n")
	renderRules(&b, i.Rules, "  ")
	return []byte(b.String())
}

// renderRules writes rules as a list whose dashes stand behind indent.
func renderRules(b *strings.Builder, rules []model.Rule, indent string) {
	for _, r := range rules {
		renderRule(b, r.Properties, indent)
		if len(r.Then) > 0 {
			b.WriteString(indent + "  then:\n")
			renderRules(b, r.Then, indent+"    ")
		}
	}
}

// renderRule writes a rule without what follows it.
func renderRule(b *strings.Builder, p model.Properties, indent string) {
	b.WriteString(indent + "- " + p.Kind.String() + ": " + braces(kindSettings(p)) + "\n")
	for _, line := range written(ruleSettings(p)) {
		b.WriteString(indent + "  " + line + "\n")
	}
}

// prepareInteraction brings an interaction into the form in which it is stored:
// without what its rules' kinds do not call for, and in the units of the file.
// What is wrong with it comes as model.Faults.
func prepareInteraction(i model.Interaction) (model.Interaction, error) {
	i.Trigger.Timeout = i.Trigger.Timeout.Round(time.Microsecond)
	i.Rules = tidyRules(i.Rules)
	faults := i.Validate()
	for _, w := range i.Trigger.Command {
		if !utf8.ValidString(w) {
			faults = append(faults, model.Fault{Field: model.FieldCommand, Message: notUTF8})
			break
		}
	}
	model.Walk(i.Rules, func(p model.Path, r model.Rule) {
		for field, text := range map[model.Field]string{model.FieldBody: r.Body, model.FieldValue: r.Value} {
			if !utf8.ValidString(text) && faults.On(p, field) == "" {
				faults = append(faults, model.Fault{Rule: slices.Clone(p), Label: r.Label(), Field: field, Message: notUTF8 + "; bytes can be written in hex"})
			}
		}
	})
	if len(faults) > 0 {
		return i, faults
	}
	return i, nil
}

const notUTF8 = "this is not valid UTF-8"

func tidyRules(rules []model.Rule) []model.Rule {
	var tidy []model.Rule
	for _, r := range rules {
		tidy = append(tidy, model.Rule{Properties: tidyRule(r.Properties), Then: tidyRules(r.Then)})
	}
	return tidy
}

func tidyRule(p model.Properties) model.Properties {
	tidy := model.Properties{Kind: p.Kind, Name: p.Name, Key: p.Key, KeyFormat: p.KeyFormat, Fire: p.Fire, Exit: p.Exit}
	switch p.Kind {
	case model.SendRule:
		tidy.Iterations, tidy.Body, tidy.Hex = p.Iterations, p.Body, p.Hex
		tidy.DelayBefore, tidy.DelayAfter = p.DelayBefore.Round(time.Millisecond), p.DelayAfter.Round(time.Millisecond)
	case model.ReceiveRule:
		tidy.Iterations, tidy.Timeout = p.Iterations, p.Timeout.Round(time.Microsecond)
	case model.CheckRule:
		tidy.Condition, tidy.IgnoreCase, tidy.Group = p.Condition, p.IgnoreCase, p.Group
		if p.Condition != model.Always {
			tidy.Value = p.Value
		}
	}
	return tidy
}
