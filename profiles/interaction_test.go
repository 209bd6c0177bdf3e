package profiles

import (
	"testing"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

// demoFile is the example of PRODUCT.md.
const demoFile = `version: 1
name: Demo client
rules:
  - send: {body: Handshake, iterations: -1}
    then:
      - receive: {}
        then:
          - check: {equal: Wait, group: 1}
          - check: {equal: Heartbeat, group: 1}
            then:
              - send: {body: Some instruction}
                key: INSTRUCTION
                exit: success
          - check: {always: true, group: 1}
            exit: failure
`

func demo(role model.Role, name string) model.Interaction {
	i := model.NewInteraction()
	i.Name, i.Rules = name, model.DemoRules(role)
	return i
}

func TestInteractionIsTheExample(t *testing.T) {
	d, trouble := parseInteraction("demo.yaml", []byte(demoFile))
	if trouble != nil {
		t.Fatal(trouble)
	}
	want := demo(model.Client, "Demo client")
	if got := string(renderInteraction(want)); got != demoFile {
		t.Errorf("written as\n%s", got)
	}
	want.ID = "demo"
	if !model.SameInteraction(d.interaction, want) {
		t.Errorf("read as %+v", d.interaction)
	}
}

func TestInteractionIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := anyInteraction(t)
		text := renderInteraction(i)
		d, trouble := parseInteraction("x.yaml", text)
		if trouble != nil {
			t.Fatalf("%v\n%s", trouble, text)
		}
		if !model.SameInteraction(d.interaction, i) {
			t.Fatalf("got  %+v\nwant %+v\n%s", d.interaction, i, text)
		}
	})
}
