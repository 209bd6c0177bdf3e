package model

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Field names a field of a profile, by its key in the file.
type Field string

// The fields that a person sets.
const (
	FieldName         Field = "name"
	FieldGroup        Field = "group"
	FieldTimeout      Field = "timeout"
	FieldCodePage     Field = "code_page"
	FieldAddress      Field = "address"
	FieldPort         Field = "port"
	FieldMaxClients   Field = "max_clients"
	FieldLogSent      Field = "log_sent"
	FieldLogReceived  Field = "log_received"
	FieldFraming      Field = "framing"
	FieldProtected    Field = "protected"
	FieldCloseTimeout Field = "close_on_timeout"
	FieldKeepHalfOpen Field = "keep_half_open"
	FieldMaxMessage   Field = "max_message"
)

// FieldError says in plain words what is wrong with one field.
type FieldError struct {
	Field   Field
	Message string
}

func (e FieldError) Error() string { return string(e.Field) + ": " + e.Message }

// FieldErrors are the errors of one profile, in the order of the editor.
type FieldErrors []FieldError

func (e FieldErrors) Error() string {
	all := make([]string, len(e))
	for i, f := range e {
		all[i] = f.Error()
	}
	return strings.Join(all, "; ")
}

// On returns the message for field f, or "".
func (e FieldErrors) On(f Field) string {
	for _, fe := range e {
		if fe.Field == f {
			return fe.Message
		}
	}
	return ""
}

// Validate checks every field by itself. Whether the name is unique is for the
// store to say.
func (p Profile) Validate() FieldErrors {
	var errs FieldErrors
	add := func(f Field, message string) {
		if message != "" {
			errs = append(errs, FieldError{f, message})
		}
	}
	add(FieldName, checkName(p.Name))
	add(FieldGroup, checkLine(p.Group))
	if p.Timeout < 0 || p.Timeout > MaxTimeout {
		add(FieldTimeout, fmt.Sprintf("%s is not in 0–86400 seconds", seconds(p.Timeout)))
	}
	add(FieldCodePage, checkCodePage(p.CodePage))
	add(FieldAddress, CheckAddress(p.Address))
	add(FieldPort, checkPort(p.Port))
	if p.MaxClients < 0 || p.MaxClients > 1_000_000 {
		add(FieldMaxClients, fmt.Sprintf("%d is not in 0–1000000 (0: unbounded)", p.MaxClients))
	}
	if !p.Framing.Receive.Known() || !p.Framing.Send.Known() {
		add(FieldFraming, "use raw, lf, crlf, cr or nul")
	}
	if p.MaxMessage < 1 || p.MaxMessage > 1<<30 {
		add(FieldMaxMessage, fmt.Sprintf("%d is not in 1–1073741824 bytes", p.MaxMessage))
	}
	return errs
}

func checkName(s string) string {
	switch {
	case strings.TrimSpace(s) == "":
		return "a name is needed"
	case len(s) > MaxNameLength:
		return fmt.Sprintf("the name is longer than %d bytes", MaxNameLength)
	}
	return checkLine(s)
}

// checkLine refuses text that is no single line of UTF-8.
func checkLine(s string) string {
	switch {
	case strings.ContainsAny(s, "\n\r"):
		return "a line break is not possible here"
	case strings.ContainsRune(s, 0):
		return "a NUL character is not possible here"
	}
	if strings.ToValidUTF8(s, "") != s {
		return "this is not valid UTF-8"
	}
	return ""
}

func checkCodePage(name string) string {
	if _, ok := LookupCodePage(name); ok {
		return ""
	}
	near := NearestCodePages(name)
	if len(near) == 0 {
		return fmt.Sprintf("%q is not a known code page; see tcpdeck codepages", name)
	}
	return fmt.Sprintf("%q is not a known code page; nearest: %s", name, strings.Join(near, ", "))
}

func checkPort(p int) string {
	if p < 1 || p > 65535 {
		return fmt.Sprintf("%d is not in 1–65535", p)
	}
	return ""
}

// ParsePort reads a port as a person writes it.
func ParsePort(s string) (int, error) {
	n, err := parseWhole(s)
	if err != nil {
		return 0, fmt.Errorf("%w; a port is a number from 1 to 65535", err)
	}
	if m := checkPort(n); m != "" {
		return 0, fmt.Errorf("%s", m)
	}
	return n, nil
}

// ParseTimeout reads whole or fractional seconds, 0 to 86400.
func ParseTimeout(s string) (time.Duration, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, errors.New("a number of seconds is missing; 0 waits until the connection closes")
	}
	f, err := strconv.ParseFloat(s, 64)
	if strings.ContainsAny(s, "xXpPiInN_") || err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("%q is not a number of seconds", s)
	}
	if !(f >= 0 && f <= MaxTimeout.Seconds()) {
		return 0, fmt.Errorf("%s is not in 0–86400 seconds", s)
	}
	return time.Duration(f * float64(time.Second)), nil
}

// ParseMaxClients reads the client limit; empty is 0, unbounded.
func ParseMaxClients(s string) (int, error) {
	if strings.TrimSpace(s) == "" {
		return 0, nil
	}
	n, err := parseWhole(s)
	if err != nil {
		return 0, err
	}
	if n < 0 || n > 1_000_000 {
		return 0, fmt.Errorf("%d is not in 0–1000000 (0: unbounded)", n)
	}
	return n, nil
}

func parseWhole(s string) (int, error) {
	s = strings.TrimSpace(s)
	n, err := strconv.Atoi(s)
	switch {
	case s == "":
		return 0, errors.New("a number is missing")
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large a number", s)
	case err != nil:
		return 0, fmt.Errorf("%q is not a whole number", s)
	}
	return n, nil
}

// CheckAddress says what is wrong with an address that may serve either role:
// an IPv4 or IPv6 address, a DNS name, or empty or "*" for a listener on all.
func CheckAddress(s string) string {
	if s == "" || s == "*" {
		return ""
	}
	if _, err := netip.ParseAddr(s); err == nil {
		return ""
	}
	if strings.Contains(s, ":") {
		return fmt.Sprintf("%q is neither an IPv6 address nor a name; the port has its own field", s)
	}
	return checkHostName(s)
}

func checkHostName(s string) string {
	if len(s) > 253 {
		return "a name has at most 253 characters"
	}
	numeric := true
	for _, label := range strings.Split(strings.TrimSuffix(s, "."), ".") {
		if label == "" || len(label) > 63 {
			return fmt.Sprintf("%q is not an address: a part of a name has 1 to 63 characters", s)
		}
		for _, r := range label {
			if r <= ' ' || strings.ContainsRune(`/\@#?*!$%^&=+~"'<>|,;()[]{}`+"`", r) || !visible(r) {
				return fmt.Sprintf("%q is not an address or a name: %s cannot stand in it", s, strconv.QuoteRune(r))
			}
			numeric = numeric && r >= '0' && r <= '9'
		}
	}
	if numeric {
		return fmt.Sprintf("%q is not an IPv4 address", s)
	}
	return ""
}

func seconds(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
}
