package ui

import (
	"slices"
	"strconv"
	"strings"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// The keys of what is in the editor and no field of a profile, or only half
// of one. All other fields go by their model.Field.
const (
	fieldProtocol = "protocol"
	fieldReceive  = "framing_receive"
	fieldSend     = "framing_send"
	buttonTest    = "test"
	buttonReset   = "reset"
	buttonCopy    = "copy"
	buttonCancel  = "cancel"
	buttonOK      = "ok"
)

// smallBox is the width of the boxes that hold a number or a short word.
const smallBox = 22

// editorTabs lays the fields out as PRODUCT.md names them; their order is the
// order of the walk.
func editorTabs(d Deps, p model.Profile) []widget.FormTab {
	return []widget.FormTab{
		{Label: "Common settings", Pages: []widget.FormPage{{Groups: commonGroups(d, p)}}},
		{Label: "Connection settings", Pages: []widget.FormPage{
			{Label: "Main settings", Groups: mainGroups(d, p)},
			{Label: "Message settings", Groups: messageGroups(p)},
		}},
	}
}

func editorFooter() []widget.FormField {
	return []widget.FormField{
		{Key: buttonCopy, Kind: widget.FormLink, Label: "Copy Connection Id", Help: "the id stays when the name changes"},
		{Key: buttonCancel, Kind: widget.FormButton, Label: "Cancel", Help: "close without saving"},
		{Key: buttonOK, Kind: widget.FormButton, Label: "  OK  ", Help: "check every field, save and close"},
	}
}

func commonGroups(d Deps, p model.Profile) []widget.FormGroup {
	return []widget.FormGroup{
		{Title: "Protocol", Fields: []widget.FormField{
			{Key: fieldProtocol, Kind: widget.FormChoice, Label: "Protocol type", Value: "tcp", Width: smallBox,
				Options: []widget.FormOption{{Value: "tcp", Label: "TCP"}}, Help: "TCP"},
			{Key: buttonTest, Kind: widget.FormButton, Label: "Test", Beside: true,
				Help: "resolve, connect, wait for first bytes, with the values as they stand"},
		}},
		{Title: "Information", Fields: []widget.FormField{
			{Key: string(model.FieldName), Label: "Name", Value: p.Name, Help: "distinguishes the connection; unique without regard to case"},
			{Key: string(model.FieldGroup), Kind: widget.FormSuggest, Label: "Group", Value: p.Group,
				Options: groupOptions(d.Profiles.Entries()), Help: "type a new group, or choose a known one with down"},
			{Key: string(model.FieldTimeout), Kind: widget.FormNumber, Label: "Timeout", Value: formatSeconds(p), Unit: "seconds",
				Max: model.MaxTimeout.Seconds(), Width: smallBox, Help: "how long a read waits for data, 0–86400; 0: until the connection closes"},
			{Key: string(model.FieldCodePage), Kind: widget.FormChoice, Label: "Code page", Value: p.CodePage, Width: smallBox,
				Options: codePageOptions(), Help: "the encoding of text messages; space opens the list, typing filters it"},
		}},
	}
}

func mainGroups(d Deps, p model.Profile) []widget.FormGroup {
	return []widget.FormGroup{
		{Title: "Server", Fields: []widget.FormField{
			{Key: string(model.FieldAddress), Kind: widget.FormSuggest, Label: "Address", Value: p.Address,
				Options: addressOptions(d, p), Help: "client: the remote host. Listener: an address of this machine, * for all"},
			{Key: string(model.FieldPort), Kind: widget.FormNumber, Label: "Port", Value: strconv.Itoa(p.Port),
				Min: 1, Max: 65535, Width: smallBox, Help: "1–65535; client: the remote port, listener: the port to listen on"},
		}},
		{Title: "TCP Listener", Fields: []widget.FormField{
			{Key: string(model.FieldMaxClients), Kind: widget.FormNumber, Label: "Maximum number of connected clients",
				Value: formatMaxClients(p.MaxClients), Max: maxClients, Width: 12, Help: "0 or empty: unbounded; a client past it is closed at once"},
			{Key: buttonReset, Kind: widget.FormButton, Label: "Reset", Beside: true, Help: "back to unbounded"},
		}},
		{Title: "Log traffic", Fields: []widget.FormField{
			{Key: string(model.FieldLogSent), Kind: widget.FormCheck, Label: "Log sent messages to task output", Checked: p.LogSent,
				Help: "off: sent messages are counted, but neither shown nor stored"},
			{Key: string(model.FieldLogReceived), Kind: widget.FormCheck, Label: "Log received messages to task output", Checked: p.LogReceived,
				Help: "off: received messages are counted, but neither shown nor stored"},
		}},
	}
}

func messageGroups(p model.Profile) []widget.FormGroup {
	return []widget.FormGroup{
		{Title: "Framing", Fields: []widget.FormField{
			{Key: fieldReceive, Kind: widget.FormChoice, Label: "Framing received", Value: string(p.Framing.Receive), Width: smallBox,
				Options: endingOptions("a message is what one read returns", "a message ends with "), Help: "how messages are cut from the bytes received"},
			{Key: fieldSend, Kind: widget.FormChoice, Label: "Line ending sent", Value: string(p.Framing.Send), Width: smallBox,
				Options: endingOptions("nothing is added", "a message is ended with "), Help: "what is added to a message sent"},
		}},
		{Title: "Production", Fields: []widget.FormField{
			{Key: string(model.FieldProtected), Kind: widget.FormCheck, Label: "Protected", Checked: p.Protected,
				Help: "a red label; sending, listening and pasting ask first"},
		}},
		{Title: "Limits", Fields: []widget.FormField{
			{Key: string(model.FieldCloseTimeout), Kind: widget.FormCheck, Label: "Close on timeout", Checked: p.CloseTimeout,
				Help: "the timeout closes the connection in the deck too, not only in commands"},
			{Key: string(model.FieldKeepHalfOpen), Kind: widget.FormCheck, Label: "Keep half open", Checked: p.KeepHalfOpen,
				Help: "when the peer has ended its side, ours stays open for sending"},
			{Key: string(model.FieldMaxMessage), Kind: widget.FormNumber, Label: "Maximum message size", Value: strconv.Itoa(p.MaxMessage),
				Unit: "bytes", Min: 1, Max: maxMessage, Width: smallBox, Help: "a longer message is cut and marked; 16777216 is 16 MiB"},
		}},
	}
}

// The upper bounds of stepping, the same that model.Validate has.
const (
	maxClients = 1_000_000
	maxMessage = 1 << 30
)

func formatSeconds(p model.Profile) string {
	return strconv.FormatFloat(p.Timeout.Seconds(), 'f', -1, 64)
}

// formatMaxClients leaves the field empty when there is no bound.
func formatMaxClients(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func endingOptions(raw, other string) []widget.FormOption {
	var out []widget.FormOption
	for _, e := range model.Endings {
		note := raw
		if e != model.Raw {
			note = other + e.Words()
		}
		out = append(out, widget.FormOption{Value: string(e), Note: note})
	}
	return out
}

func codePageOptions() []widget.FormOption {
	var out []widget.FormOption
	for _, c := range model.CodePages() {
		words := c.Aliases
		if c.Number != 0 {
			words = append(slices.Clone(words), strconv.Itoa(c.Number))
		}
		out = append(out, widget.FormOption{Value: c.Name, Note: c.Title, Words: strings.Join(words, " ")})
	}
	return out
}

// groupOptions are the groups in use, by name, after the default one.
func groupOptions(entries []model.Entry) []widget.FormOption {
	seen := map[string]bool{"": true, model.DefaultGroup: true}
	names := []string{}
	for _, e := range entries {
		if g := e.Profile.Group; !seen[g] {
			seen[g] = true
			names = append(names, g)
		}
	}
	slices.Sort(names)
	out := []widget.FormOption{{Value: model.DefaultGroup}}
	for _, n := range names {
		out = append(out, widget.FormOption{Value: n})
	}
	return out
}

// addressOptions are this machine's addresses, then those of other profiles.
func addressOptions(d Deps, p model.Profile) []widget.FormOption {
	var out []widget.FormOption
	seen := map[string]bool{"": true, "*": true}
	add := func(address, note string) {
		if !seen[address] {
			seen[address] = true
			out = append(out, widget.FormOption{Value: address, Note: note})
		}
	}
	if d.Addresses != nil {
		for _, a := range d.Addresses() {
			add(a, "this machine")
		}
	}
	for _, e := range d.Profiles.Entries() {
		if e.Err == nil && e.Profile.ID != p.ID {
			add(e.Profile.Address, e.Profile.Name)
		}
	}
	return append(out, widget.FormOption{Value: "*", Note: "listener: all addresses"})
}
