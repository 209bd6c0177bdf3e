package model

import (
	"fmt"
	"strconv"
)

// FieldChange is one field that two profiles, or two interactions, have
// differently.
type FieldChange struct {
	Field    Field
	From, To string
}

func (c FieldChange) String() string { return string(c.Field) + " " + c.From + " → " + c.To }

// Differences lists the fields, but for the id, that from and to have
// differently, in the order of the file.
func Differences(from, to Profile) []FieldChange {
	return differences(fieldTexts(from), fieldTexts(to))
}

// InteractionDifferences lists the fields, but for the id, that from and to
// have differently, in the order of the file. Of the rules it only says how
// many there are.
func InteractionDifferences(from, to Interaction) []FieldChange {
	all := differences(interactionTexts(from), interactionTexts(to))
	if !SameRules(from.Rules, to.Rules) {
		was, is := CountRules(from.Rules), CountRules(to.Rules)
		c := FieldChange{FieldRules, strconv.Itoa(was), strconv.Itoa(is)}
		if was == is {
			c.To += " others"
		}
		all = append(all, c)
	}
	return all
}

func differences(a, b []fieldText) []FieldChange {
	var all []FieldChange
	for i, f := range a {
		if f.text != b[i].text {
			all = append(all, FieldChange{f.field, f.text, b[i].text})
		}
	}
	return all
}

type fieldText struct {
	field Field
	text  string
}

// shown makes an empty text one that can be seen.
func shown(s string) string {
	if s == "" {
		return `""`
	}
	return s
}

func fieldTexts(p Profile) []fieldText {
	return []fieldText{
		{FieldName, shown(p.Name)},
		{FieldGroup, shown(p.Group)},
		{FieldTimeout, seconds(p.Timeout)},
		{FieldCodePage, p.CodePage},
		{FieldAddress, shown(p.Address)},
		{FieldPort, strconv.Itoa(p.Port)},
		{FieldMaxClients, strconv.Itoa(p.MaxClients)},
		{FieldLogSent, strconv.FormatBool(p.LogSent)},
		{FieldLogReceived, strconv.FormatBool(p.LogReceived)},
		{FieldFraming, string(p.Framing.Receive) + "," + string(p.Framing.Send)},
		{FieldProtected, strconv.FormatBool(p.Protected)},
		{FieldCloseTimeout, strconv.FormatBool(p.CloseTimeout)},
		{FieldKeepHalfOpen, strconv.FormatBool(p.KeepHalfOpen)},
		{FieldMaxMessage, strconv.Itoa(p.MaxMessage)},
	}
}

func interactionTexts(i Interaction) []fieldText {
	t := i.Trigger
	return []fieldText{
		{FieldName, shown(i.Name)},
		{FieldCommand, fmt.Sprintf("%q", t.Command)},
		{FieldAppend, shown(t.Append)},
		{FieldPost, shown(t.Post)},
		{FieldBell, strconv.FormatBool(t.Bell)},
		{FieldTimeout, seconds(t.Timeout)},
		{FieldAtOnce, strconv.Itoa(t.AtOnce)},
	}
}
