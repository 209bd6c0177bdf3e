package profiles

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/goccy/go-yaml/ast"

	"tcpdeck/model"
)

// key is one of a mapping in an interaction's file. What reads its value returns
// what was expected instead of it; nil: it is read elsewhere.
type key[T any] struct {
	name string
	read func(to *T, v ast.Node) (trouble string)
}

// keys are what a mapping may have, in the order in which a new file has it.
type keys[T any] struct {
	names []string
	read  map[string]func(to *T, v ast.Node) (trouble string)
}

func keysOf[T any](list []key[T]) keys[T] {
	k := keys[T]{read: map[string]func(*T, ast.Node) string{}}
	for _, one := range list {
		k.names = append(k.names, one.name)
		k.read[one.name] = one.read
	}
	return k
}

// readKeys reads a mapping into a T.
func readKeys[T any](all *problems, m *ast.MappingNode, k keys[T], to *T) entries {
	return entriesOf(all, m, k.read, k.names, func(key string, read func(*T, ast.Node) string, v *ast.MappingValueNode) {
		if read == nil {
			return
		}
		if trouble := read(to, v.Value); trouble != "" {
			all.note(problemOfValue(v, key+": "+trouble))
		}
	})
}

var interactionKeys = keysOf([]key[model.Interaction]{
	{"version", func(_ *model.Interaction, v ast.Node) string { return checkVersion(v) }},
	{"id", func(i *model.Interaction, v ast.Node) string {
		id, trouble := asID(v)
		if trouble == "" {
			i.ID = model.InteractionID(id)
		}
		return trouble
	}},
	{"name", readText(func(i *model.Interaction) *string { return &i.Name })},
	{"trigger", nil},
	{"rules", nil},
})

var triggerKeys = keysOf([]key[model.Trigger]{
	{"command", readCommand},
	{"append", readText(func(t *model.Trigger) *string { return &t.Append })},
	{"post", readText(func(t *model.Trigger) *string { return &t.Post })},
	{"bell", readSwitch(func(t *model.Trigger) *bool { return &t.Bell })},
	{"timeout", readSeconds("more than 0, to 3600", func(t *model.Trigger) *time.Duration { return &t.Timeout })},
	{"at_once", readNumber("a whole number from 1 to 64", func(t *model.Trigger) *int { return &t.AtOnce })},
})

var ruleKeys = keysOf([]key[model.Properties]{
	{"send", nil},
	{"receive", nil},
	{"check", nil},
	{"name", readText(func(p *model.Properties) *string { return &p.Name })},
	{"key", readText(func(p *model.Properties) *string { return &p.Key })},
	{"key_format", readSwitch(func(p *model.Properties) *bool { return &p.KeyFormat })},
	{"fire", readSwitch(func(p *model.Properties) *bool { return &p.Fire })},
	{"exit", readExit},
	{"then", nil},
})

var readIterations = readNumber("a whole number from 1, or -1 for endless", func(p *model.Properties) *int { return &p.Iterations })

// kindKeys are what stands under the kind of a rule.
var kindKeys = map[model.RuleKind]keys[model.Properties]{
	model.SendRule: keysOf([]key[model.Properties]{
		{"body", readBody(false)},
		{"bytes", readBody(true)},
		{"iterations", readIterations},
		{"delay_before", readDelay(func(p *model.Properties) *time.Duration { return &p.DelayBefore })},
		{"delay_after", readDelay(func(p *model.Properties) *time.Duration { return &p.DelayAfter })},
	}),
	model.ReceiveRule: keysOf([]key[model.Properties]{
		{"iterations", readIterations},
		{"timeout", readSeconds("from 0 to 86400, or -1 for the profile's", func(p *model.Properties) *time.Duration { return &p.Timeout })},
	}),
	model.CheckRule: keysOf(checkKeys()),
}

func checkKeys() []key[model.Properties] {
	var all []key[model.Properties]
	for _, c := range model.Conditions {
		all = append(all, key[model.Properties]{string(c), readCondition(c)})
	}
	return append(all, []key[model.Properties]{
		{"ignore_case", readSwitch(func(p *model.Properties) *bool { return &p.IgnoreCase })},
		{"group", readNumber("a whole number from 1 to 999, 0 for none", func(p *model.Properties) *int { return &p.Group })},
	}...)
}

func readCondition(c model.Condition) func(*model.Properties, ast.Node) string {
	value := readText(func(p *model.Properties) *string { return &p.Value })
	return func(p *model.Properties, v ast.Node) string {
		p.Condition = c
		if c != model.Always {
			return value(p, v)
		}
		if b, ok := v.(*ast.BoolNode); !ok || !b.Value {
			return "expected true, found " + found(v)
		}
		return ""
	}
}

func readBody(hex bool) func(*model.Properties, ast.Node) string {
	body := readText(func(p *model.Properties) *string { return &p.Body })
	return func(p *model.Properties, v ast.Node) string {
		p.Hex = hex
		return body(p, v)
	}
}

func readExit(p *model.Properties, v ast.Node) string {
	s, _ := asText(v)
	if p.Exit = model.Outcome(s); p.Exit != model.Success && p.Exit != model.Failure {
		return "expected success or failure, found " + found(v)
	}
	return ""
}

func readDelay(at func(*model.Properties) *time.Duration) func(*model.Properties, ast.Node) string {
	return func(p *model.Properties, v ast.Node) string {
		n, ok := asNumber(v)
		if most := int(model.MaxDelay.Milliseconds()); !ok || n < 0 || n > most {
			return fmt.Sprintf("expected a whole number of milliseconds from 0 to %d, found %s", most, found(v))
		}
		*at(p) = time.Duration(n) * time.Millisecond
		return ""
	}
}

// readSeconds keeps to whole microseconds, as readTimeout does. What range
// there is model.Compile knows.
func readSeconds[T any](which string, at func(*T) *time.Duration) func(*T, ast.Node) string {
	return func(to *T, v ast.Node) string {
		seconds, err := strconv.ParseFloat(v.GetToken().Value, 64)
		if !isNumeral(v) || err != nil || !(math.Abs(seconds) < 1e9) {
			return "expected a number of seconds " + which + ", found " + found(v)
		}
		*at(to) = time.Duration(seconds * float64(time.Second)).Round(time.Microsecond)
		return ""
	}
}

func readCommand(t *model.Trigger, v ast.Node) string {
	list, ok := v.(*ast.SequenceNode)
	if !ok {
		return "expected a list of words such as [sh, -c, …], found " + found(v)
	}
	t.Command = nil
	for _, item := range list.Values {
		word, ok := asText(item)
		if !ok {
			return "expected words in quotes, found " + found(item)
		}
		t.Command = append(t.Command, word)
	}
	return ""
}
