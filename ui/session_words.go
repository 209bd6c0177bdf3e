package ui

import (
	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// endedWords says what can be done with an ended session; composing: plain
// letters are text, so that esc comes first.
func endedWords(s model.Status, composing bool) string {
	again := "r connects again"
	if s.Role == model.Listener {
		again = "r listens again"
	}
	if composing {
		again = "esc, then " + again
	}
	return again + ", c closes the tab"
}

// storageWords says since when, how much and why task output is not stored;
// "" while it is.
func storageWords(d Deps, s model.Storage) string {
	if s.Since.IsZero() {
		if s.Lost > 0 { // the disk is well again
			return words.Counted(s.Lost, "message") + " missing in the stored task output"
		}
		return ""
	}
	text := "task output not stored since " + words.Clock(s.Since, d.Now())
	if s.Lost > 0 {
		text += ", " + words.Counted(s.Lost, "message")
	}
	return words.Join(text, model.Escape(s.Err))
}
