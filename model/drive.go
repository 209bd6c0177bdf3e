package model

import "time"

// Drive says how an interaction runs on a session.
type Drive struct {
	Compiled *Compiled
	// MaxIterations stops longer and endless iterations of every rule; 0: the
	// rules alone say.
	MaxIterations int
	Values        map[string]string // for {{name}} in bodies
	Allowed       bool              // the trigger's command, file and POST may be used
	// Step gets every step, on the goroutine of its conversation; nil: nobody
	// wants them.
	Step func(Step)
	// Stay keeps a connection open when its conversation is over, unless a rule
	// has an exit.
	Stay bool
	// Linger is how long a conversation whose tree is done still waits, to note
	// what comes; 0: not at all.
	Linger time.Duration
	// Free lets two programs answer each other as fast as they can.
	Free bool
}

// InteractionStatus says how the interaction of a session fares.
type InteractionStatus struct {
	ID        InteractionID
	Name      string // "": none was ever attached
	Attached  bool   // new connections are driven by it
	Running   int    // conversations under way
	Succeeded int64
	Failed    int64
	Fired     int64
	Trigger   TriggerStatus
	Last      string // what is to be said of the conversation that ended last, such as why it failed
}

// TriggerStatus counts what fired triggers do outside of tcpdeck.
type TriggerStatus struct {
	Running, Waiting int
	Done, Failed     int64
}

// Result is a message that a conversation keeps under a key.
type Result struct {
	Key     string
	Message Record
}

// Conversation is how one conversation of a dry run went.
type Conversation struct {
	Peer    string
	Outcome Outcome
	Rule    string // where it ended; "": the tree was done
	Why     string // of a failure
	Results []Result
	Fired   int
}

// RuleEvent is what an event of an interaction has besides other events.
type RuleEvent struct {
	Interaction string    // began, finished
	Rule        string    // fired, finished: the label of the rule
	Outcome     Outcome   // acted, finished
	Message     *Record   // fired: the message in hand
	Received    time.Time // fired: when the message came, or was sent
	Results     []Result  // fired, finished: what is kept, each key once
	Action      string    // acted: command, append or post
	Output      string    // acted: what the command printed, or the server answered, decoded and cut
}

// maxEventText is how much of a message, in bytes, an event keeps. The message
// itself is in the task output, and on the stdin of a trigger's command.
const maxEventText = 256 << 10

// ForEvents returns e with its messages cut, and with memory of their own.
func (e RuleEvent) ForEvents() *RuleEvent {
	if e.Message != nil {
		m := e.Message.cut(maxEventText)
		e.Message = &m
	}
	results := make([]Result, len(e.Results))
	for i, r := range e.Results {
		results[i] = Result{r.Key, r.Message.cut(maxEventText)}
	}
	if e.Results != nil {
		e.Results = results
	}
	return &e
}

// withoutTexts returns e as it is where the messages are not to be shown.
func (e RuleEvent) withoutTexts() *RuleEvent {
	e.Message, e.Results = nil, nil
	return &e
}

// size is the memory that e holds, in bytes, about.
func (e *RuleEvent) size() int {
	n := 200 + len(e.Output)
	if e.Message != nil {
		n += 200 + len(e.Message.Data) + len(e.Message.Text)
	}
	for _, r := range e.Results {
		n += 350 + len(r.Key) + len(r.Message.Data) + len(r.Message.Text)
	}
	return n
}
