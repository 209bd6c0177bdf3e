package model

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Trigger is what a fired rule does on a listener besides its event. The zero
// value of each action is none.
type Trigger struct {
	Command []string      // argv, never a shell line; the message goes to its stdin
	Append  string        // a file to which the event goes as one line of JSON
	Post    string        // an http or https URL that gets the event as JSON
	Bell    bool          // rings the terminal's bell
	Timeout time.Duration // of a command or a POST
	AtOnce  int           // how many commands and POSTs run at once
}

// The fields of a trigger.
const (
	FieldCommand Field = "command"
	FieldAppend  Field = "append"
	FieldPost    Field = "post"
	FieldBell    Field = "bell"
	FieldAtOnce  Field = "at_once"
)

// The limits and defaults of a trigger.
const (
	DefaultTriggerTimeout = 10 * time.Second
	MaxTriggerTimeout     = time.Hour
	DefaultAtOnce         = 4
	MaxAtOnce             = 64
	maxCommand            = 64 << 10 // bytes of all arguments
)

// NewTrigger returns a trigger that only has its event.
func NewTrigger() Trigger { return Trigger{Timeout: DefaultTriggerTimeout, AtOnce: DefaultAtOnce} }

// Acts says whether t does something that needs consent: it leaves tcpdeck.
func (t Trigger) Acts() bool { return len(t.Command) > 0 || t.Append != "" || t.Post != "" }

// SameTrigger says whether two triggers are equal.
func SameTrigger(a, b Trigger) bool {
	return slices.Equal(a.Command, b.Command) && a.Append == b.Append && a.Post == b.Post && a.Bell == b.Bell &&
		a.Timeout == b.Timeout && a.AtOnce == b.AtOnce
}

// validate checks every field by itself.
func (t Trigger) validate() Faults {
	var faults Faults
	add := func(f Field, message string) {
		if message != "" {
			faults = append(faults, Fault{Field: f, Message: message})
		}
	}
	add(FieldCommand, checkCommand(t.Command))
	add(FieldAppend, checkAppend(t.Append))
	add(FieldPost, checkPost(t.Post))
	if t.Timeout <= 0 || t.Timeout > MaxTriggerTimeout {
		add(FieldTimeout, fmt.Sprintf("%s is not in 0.001–%s seconds", seconds(t.Timeout), seconds(MaxTriggerTimeout)))
	}
	if t.AtOnce < 1 || t.AtOnce > MaxAtOnce {
		add(FieldAtOnce, fmt.Sprintf("%d is not in 1–%d", t.AtOnce, MaxAtOnce))
	}
	return faults
}

func checkCommand(argv []string) string {
	if len(argv) == 0 {
		return ""
	}
	size := 0
	for _, a := range argv {
		if strings.ContainsRune(a, 0) {
			return "a NUL character is not possible here"
		}
		size += len(a) + 1
	}
	switch {
	case strings.TrimSpace(argv[0]) == "":
		return "the first word of a command is a program, and it is empty"
	case size > maxCommand:
		return fmt.Sprintf("the command is longer than %d KiB", maxCommand>>10)
	}
	return ""
}

// checkAppend wants a path that means the same wherever tcpdeck is started.
func checkAppend(path string) string {
	if path == "" {
		return ""
	}
	if m := checkLine(path); m != "" {
		return m
	}
	if !filepath.IsAbs(path) && !strings.HasPrefix(path, "~/") {
		return fmt.Sprintf("%q is no absolute path; begin it with / or ~/", path)
	}
	return ""
}

func checkPost(address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Sprintf("%q is not a URL; write http://host/path or https://host/path", address)
	}
	return checkLine(address)
}
