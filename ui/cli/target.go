package cli

import (
	"errors"
	"strconv"
	"strings"

	"tcpdeck/model"
)

// target is what a command runs on.
type target struct {
	profile model.Profile
	adHoc   bool
	notice  string // to be said on stderr, or ""
}

// findTarget reads TARGET, or HOST PORT as two words: a profile's name, then
// its id, then host:port.
func findTarget(args []string, role model.Role, store Profiles) (target, error) {
	if len(args) == 2 {
		host := args[0]
		if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
			host = host[1 : len(host)-1]
		}
		p, err := model.AdHoc(host, args[1], role)
		return adHoc(p, model.JoinHostPort(host, args[1]), role, err)
	}
	word := args[0]
	e, ok, err := store.Find(word)
	if err != nil {
		return target{}, err
	}
	if ok {
		if e.Err != nil {
			return target{}, usagef("%s: %w", word, e.Err)
		}
		return target{profile: e.Profile}, nil
	}
	p, err := model.ParseTarget(word, role)
	if err != nil && !strings.Contains(word, ":") {
		return target{}, usagef("%w; see tcpdeck profile list", err)
	}
	return adHoc(p, word, role, err)
}

func adHoc(p model.Profile, word string, role model.Role, err error) (target, error) {
	if err != nil {
		return target{}, usagef("%s", about(word, err))
	}
	t := target{profile: p, adHoc: true}
	if role == model.Listener && strings.HasPrefix(word, ":") {
		t.notice = word + " binds 127.0.0.1; *" + word + " binds all addresses"
	}
	return t, nil
}

// about puts the word that was given before what is wrong with it, unless the
// message begins with it.
func about(word string, err error) string {
	var f model.FieldError
	message := err.Error()
	if errors.As(err, &f) {
		message = f.Error()
	}
	if strings.HasPrefix(message, strconv.Quote(word)) {
		return message
	}
	return word + ": " + message
}

// word is the target as one word of a command line.
func (t target) word() string {
	if t.adHoc {
		return t.profile.Name
	}
	return strconv.Quote(t.profile.Name)
}

// check refuses a profile that cannot run in role.
func (t target) check(role model.Role) error {
	if errs := t.profile.Validate(); len(errs) > 0 {
		return usagef("%s: %w", t.profile.Name, errs)
	}
	var err error
	if role == model.Listener {
		_, err = t.profile.ListenAddress()
	} else {
		_, err = t.profile.DialAddress()
	}
	if err != nil {
		return usagef("%s: %w", t.profile.Name, err)
	}
	return nil
}

// verb is the command that runs a target in role.
func verb(role model.Role) string {
	if role == model.Listener {
		return "listen"
	}
	return "connect"
}
