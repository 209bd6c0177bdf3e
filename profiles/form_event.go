package profiles

import (
	"bytes"

	"tcpdeck/model"
)

// readEvent makes the record of a plain event, of which a busy listener has
// two a client: nothing to unescape and nothing but text. ok is false for all
// other lines.
func readEvent(line []byte) (r model.Record, ok bool) {
	if kind, ours := isForm(line); !ours || kind != 'e' || bytes.IndexByte(line, '\\') >= 0 {
		return r, false
	}
	if r.Time, ok = readTime(line[formTime:formMid]); !ok {
		return r, false
	}
	rest, ok := bytes.CutPrefix(line[formKind:], []byte(`event"`))
	for ok && string(rest) != "}" {
		var key, value []byte
		if rest, ok = bytes.CutPrefix(rest, []byte(`,"`)); !ok {
			break
		}
		if key, rest, ok = bytes.Cut(rest, []byte(`":"`)); !ok {
			break
		}
		if value, rest, ok = bytes.Cut(rest, []byte(`"`)); ok {
			ok = setEvent(&r, key, value)
		}
	}
	return r, ok
}

// setEvent sets one field; false: it is not one of those.
func setEvent(r *model.Record, key, value []byte) bool {
	switch string(key) {
	case "event":
		r.Event.Name = model.EventName(value)
	case "peer":
		r.Peer = string(value)
	case "reason":
		r.Event.Reason = model.Reason(value)
	case "detail":
		r.Event.Detail = string(value)
	case "local":
		r.Event.Local = string(value)
	case "address":
		r.Event.Address = string(value)
	default:
		return false
	}
	return true
}
