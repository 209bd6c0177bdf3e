package model

import (
	"strconv"
)

// FieldChange is one field that two profiles have differently.
type FieldChange struct {
	Field    Field
	From, To string
}

func (c FieldChange) String() string { return string(c.Field) + " " + c.From + " → " + c.To }

// Differences lists the fields, but for the id, that from and to have
// differently, in the order of the file.
func Differences(from, to Profile) []FieldChange {
	var all []FieldChange
	a, b := fieldTexts(from), fieldTexts(to)
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

func fieldTexts(p Profile) []fieldText {
	text := func(s string) string {
		if s == "" {
			return `""`
		}
		return s
	}
	return []fieldText{
		{FieldName, text(p.Name)},
		{FieldGroup, text(p.Group)},
		{FieldTimeout, seconds(p.Timeout)},
		{FieldCodePage, p.CodePage},
		{FieldAddress, text(p.Address)},
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
