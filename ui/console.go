package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// The fields of the control panel.
const (
	fieldConnection = "connection"
	fieldRole       = "role"
	fieldAgainst    = "against"
	fieldMost       = "maximum"
	buttonRun       = "run"
)

// What a test runs against, besides the stored runs of the connection.
const (
	againstNetwork = "network"
	againstDemo    = "demo"
	mirrorPrefix   = "mirror " // and the id of a run: its recorded side
	dryPrefix      = "dry "    // and the id of a run: no peer at all
)

// The maximum number of iterations of a test.
const (
	usualMost = "10"
	maxMost   = 999
)

// console runs the interaction that its screen edits, saved or not, and shows
// each step in a log window.
type console struct {
	d     Deps
	owner *rulesScreen
	form  *widget.Form
	view  *widget.LogView
	inLog bool // the keys go to the log, not to the control panel

	closed bool // what comes back from the disk by now begins nothing

	chosen   func(model.ProfileID) // hears of another connection; nil: nobody does
	runs     []model.Run           // of the connection that is chosen
	runsOf   model.ProfileID
	recorded []model.Rule // of a replay: as long as they are not changed, what differs is listed in the end
	test     *consoleTest
	rows     stepRows
	counts   []model.RuleCount
	counted  []model.Rule // the tree that counts is about
	heard    int64        // how far the task output was looked at for what the trigger did
	fits     bool         // it is the tree as it stands
}

func newConsole(d Deps, owner *rulesScreen) *console {
	c := &console{d: d, owner: owner, view: widget.NewLogView(1), rows: stepRows{theme: d.Theme}}
	c.view.SetWrap(true)
	c.form = widget.NewForm(widget.FormOptions{
		Tabs:  []widget.FormTab{{Label: "Control panel", Pages: []widget.FormPage{{Groups: []widget.FormGroup{{Fields: c.fields()}}}}}},
		Style: formStyle(d.Theme), Escape: model.Escape, Measure: d.Theme.Measure, Bare: true, Leave: true,
	})
	c.form.Focus(buttonRun)
	c.form.SetFocused(false)
	return c
}

// fields are the control panel.
func (c *console) fields() []widget.FormField {
	var connections []widget.FormOption
	for _, p := range listedProfiles(c.d) {
		connections = append(connections, widget.FormOption{Value: string(p.ID), Label: p.Name, Note: model.JoinHostPort(cmp.Or(p.Address, "*"), strconv.Itoa(p.Port))})
	}
	first := ""
	if len(connections) > 0 {
		first = connections[0].Value
	}
	against := againstNetwork
	if first == "" {
		against = againstDemo
	}
	return []widget.FormField{
		{Key: fieldConnection, Kind: widget.FormChoice, Label: "Connection", Value: first, Options: connections, Help: "its address, framing, code page and timeout are used"},
		{Key: fieldRole, Kind: widget.FormChoice, Label: "Run as", Value: string(roleOf(c.owner.tree.now.rules)), Width: ruleChoice,
			Options: []widget.FormOption{{Value: string(model.Client)}, {Value: string(model.Listener)}}},
		{Key: fieldAgainst, Kind: widget.FormChoice, Label: "Against", Value: against, Options: againstOptions(nil),
			Help: "a mirror is an embedded peer on 127.0.0.1; a dry run has none"},
		{Key: fieldMost, Kind: widget.FormNumber, Label: "Maximum iterations", Value: usualMost, Min: 1, Max: maxMost, Width: ruleNumber,
			Help: "the maximum number of iterations: endless and longer ones stop there"},
		{Key: buttonRun, Kind: widget.FormButton, Label: " Test "}, // name has its other one
	}
}

// againstOptions are the network, the mirrored demo, and two ways to use each
// stored run.
func againstOptions(runs []model.Run) []widget.FormOption {
	out := []widget.FormOption{
		{Value: againstNetwork, Label: "The network", Note: "the connection's address"},
		{Value: againstDemo, Label: "Mirror peer: demo", Note: "the other demo"},
	}
	for _, r := range runs {
		when := r.Started.Local().Format("2006-01-02 15:04:05")
		out = append(out, widget.FormOption{Value: mirrorPrefix + r.ID, Label: "Mirror peer: run of " + when, Note: string(r.Role)},
			widget.FormOption{Value: dryPrefix + r.ID, Label: "Dry run: run of " + when, Note: string(r.Role)})
	}
	return out
}

// chooses makes a connection the one that is tried, if it is there; chosen hears
// of every other choice.
func (c *console) chooses(id model.ProfileID, chosen func(model.ProfileID)) {
	c.chosen = chosen
	if id != "" && slices.ContainsFunc(listedProfiles(c.d), func(p model.Profile) bool { return p.ID == id }) {
		c.form.Set(fieldConnection, string(id))
	}
}

// replays says whether rules are those of a replay, as they were recorded.
func (c *console) replays(rules []model.Rule) bool {
	return c.recorded != nil && model.SameRules(rules, c.recorded)
}

// roleOf is the role that rules are probably for: who begins is the client.
func roleOf(rules []model.Rule) model.Role {
	if len(rules) > 0 && rules[0].Kind == model.ReceiveRule {
		return model.Listener
	}
	return model.Client
}

// focus is called when the console is shown, or no longer.
func (c *console) focus(on bool) {
	c.turn(on && c.inLog)
	c.form.SetFocused(on && !c.inLog)
}

// turn gives the keys to the log, or to the control panel.
func (c *console) turn(toLog bool) {
	c.inLog = toLog
	c.form.SetFocused(!toLog)
	c.view.SetFocus(toLog)
}

func (c *console) typing() bool { return !c.inLog && c.form.Typing() }

func (c *console) typed(msg tea.Msg) (Action, tea.Cmd) {
	if c.inLog {
		return nil, nil
	}
	return c.react(c.form.Update(msg))
}

func (c *console) react(ev widget.FormEvent) (Action, tea.Cmd) {
	switch ev.Kind {
	case widget.FormPressed, widget.FormSubmit:
		return c.press()
	case widget.FormCancel:
		c.owner.show(tabRules)
	case widget.FormLeft:
		c.turn(true)
	case widget.FormChanged:
		if ev.Key == fieldConnection {
			if c.chosen != nil {
				c.chosen(model.ProfileID(c.form.Value(fieldConnection)))
			}
			return nil, c.loadRuns()
		}
	}
	return nil, nil
}

// loadRuns reads which runs the chosen connection has.
func (c *console) loadRuns() tea.Cmd {
	id := model.ProfileID(c.form.Value(fieldConnection))
	if id == c.runsOf || c.d.Outputs == nil {
		return nil
	}
	c.runsOf = id
	return reply(c.owner, func() tea.Msg {
		runs, err := c.d.Outputs.Runs(id)
		return deed(func() (Action, tea.Cmd) {
			if err != nil {
				return Notify{Text: err.Error(), Error: true}, nil
			}
			if id == c.runsOf {
				c.runs = runs
				c.form.SetOptions(fieldAgainst, againstOptions(runs))
				if v := c.form.Value(fieldAgainst); strings.HasPrefix(v, mirrorPrefix) || strings.HasPrefix(v, dryPrefix) {
					c.form.Set(fieldAgainst, againstNetwork) // it was a run of another connection
				}
			}
			return nil, nil
		})
	})
}

// profile is the connection that is chosen; without any, the defaults serve for
// a mirror.
func (c *console) profile() (model.Profile, bool) {
	id := model.ProfileID(c.form.Value(fieldConnection))
	for _, e := range c.d.Profiles.Entries() {
		if e.Err == nil && e.Profile.ID == id {
			return e.Profile, true
		}
	}
	p := model.NewProfile()
	p.Name = "mirror"
	return p, false
}

// name names the button by what it does now.
func (c *console) name() {
	label := " Test "
	if c.test != nil {
		label = " Stop "
	}
	c.form.SetLabel(buttonRun, label)
}

// press begins the test, or stops the one that runs.
func (c *console) press() (Action, tea.Cmd) {
	t := c.test
	if t == nil {
		return c.begin()
	}
	if t.stop(); t.reading {
		return c.done(false, string(model.StoppedHere), ""), nil
	}
	return nil, nil
}

// refresh takes up what a test under way has come to.
func (c *console) refresh() {
	if c.test == nil {
		return
	}
	c.listen()
	if counts := c.test.counts(); counts != nil {
		c.counts = counts
		c.owner.tree.show()
	}
	c.view.Refresh(&c.rows)
}

// listen takes what the trigger did into the log window.
func (c *console) listen() {
	log := c.d.Sessions.Log(c.test.own)
	for {
		records := log.Forward(c.heard, 256, model.Filter{})
		for _, r := range records {
			if c.heard = r.Seq + 1; r.Event.Name == model.Acted {
				c.rows.trace.Add(model.Step{Kind: model.StepActed, Rule: -1, Time: r.Time, Peer: r.Peer, Message: r})
			}
		}
		if len(records) == 0 {
			return
		}
	}
}

// wake lets a test under way go on, and says what came of one that is over.
func (c *console) wake() (Action, tea.Cmd) {
	t := c.test
	if t == nil {
		return nil, nil
	}
	if t.advance(); !t.over() {
		return nil, nil
	}
	c.refresh()
	verdict, why := t.verdict()
	t.end()
	if verdict == notBegun {
		c.rows.trace.Add(model.Step{Kind: model.StepEnded, Rule: -1, Time: c.d.Now(), Outcome: model.Failure, Why: why})
		c.view.Refresh(&c.rows)
	}
	return c.done(t.lenient && (verdict == string(model.Success) || verdict == string(model.Failure)), verdict, why), nil
}

// done closes a test, and says what came of it and why; compare is for a replay
// that was run to its end.
func (c *console) done(compare bool, verdict, why string) Action {
	c.test = nil
	var lines []string
	if why != "" {
		lines = append(lines, why)
	}
	if compare {
		all := model.ReplayDifferences(c.rows.compiled, c.rows.all())
		if len(all) > 0 {
			verdict = words.Counted(int64(len(all)), "difference")
		}
		lines = append(lines, differencesText(all)...)
	}
	finished := "TCP communication test finished: " + verdict + "."
	if c.owner.tab != tabConsole { // who edits a rule is not to answer a dialog
		return Notify{Text: "the test finished: " + verdict + "; f3 shows it", Error: verdict != string(model.Success)}
	}
	text := strings.Join(append(append([]string{finished}, lines...), "Please check results in the log window."), "\n")
	return Ask{&choice{title: "Done", text: text, buttons: []choiceButton{{Label: "OK"}, {"Copy to clipboard", Copy{c.text()}}}}}
}

// differencesText lists what a replay got otherwise than recorded.
func differencesText(all []model.Difference) []string {
	const most = 20
	if len(all) == 0 {
		return []string{"It was as recorded."}
	}
	var lines []string
	for _, d := range all[:min(len(all), most)] {
		lines = append(lines, words.Difference(d)...)
	}
	if len(all) > most {
		lines = append(lines, fmt.Sprintf("… and %d more", len(all)-most))
	}
	return lines
}

// dryDone says what came of a dry run.
func (c *console) dryDone(t *consoleTest, talks []model.Conversation, counts []model.RuleCount, err error) (Action, tea.Cmd) {
	if c.test != t {
		return nil, nil // left meanwhile
	}
	c.view.Refresh(&c.rows)
	if t.stopped {
		return c.done(false, string(model.StoppedHere), ""), nil
	}
	if err != nil {
		return c.done(false, "no dry run", err.Error()), nil
	}
	c.counts = counts
	c.owner.tree.show()
	good, why := 0, ""
	for _, k := range talks {
		if k.Outcome == model.Success {
			good++
		} else if why == "" {
			why = k.Peer + ": " + k.Why
		}
	}
	return c.done(t.lenient, fmt.Sprintf("%d of %s succeeded", good, words.Counted(int64(len(talks)), "conversation")), why), nil
}

// fit says which tree is edited now: counts of another one are not shown.
func (c *console) fit(rules []model.Rule) {
	c.fits = c.counts != nil && model.SameRules(rules, c.counted)
}

// ran is how often a rule ran in the last test, in short: the log says what was
// tried; ok is false without one.
func (c *console) ran(node int) (note string, ok bool) {
	if !c.fits || node >= len(c.counts) {
		return "", false
	}
	return words.Ran(model.RuleCount{Ran: c.counts[node].Ran}), true
}

// free says whether a test can begin: there is none, and its screen is open.
func (c *console) free() bool { return c.test == nil && !c.closed }

// leave ends a test that nobody watches.
func (c *console) leave() {
	c.closed = true
	if c.test != nil {
		c.test.end()
		c.test = nil
	}
}

// text is the log as text, as much of its end as a clipboard takes.
func (c *console) text() string {
	var b strings.Builder
	for _, s := range c.rows.all() {
		for _, l := range words.Step(c.rows.compiled, s) {
			b.WriteString(l + "\n")
		}
		b.WriteString("\n")
	}
	text := b.String()
	return text[max(0, len(text)-maxCopy):]
}

// copy puts the log into the clipboard.
func (c *console) copy() (Action, tea.Cmd) {
	if c.rows.trace == nil {
		return Notify{Text: "there is no log yet"}, nil
	}
	return Copy{c.text()}, nil
}
