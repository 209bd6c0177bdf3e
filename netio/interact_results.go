package netio

import "tcpdeck/model"

// What the results of a conversation may hold. A rule that fires the trigger
// clears them.
const (
	maxResults     = 10_000
	maxResultBytes = 16 << 20
)

// results are the messages that a conversation has kept, in the order in which
// their keys came first.
type results struct {
	all   []model.Result
	at    map[string]int // the place of each key in all
	bytes int
}

func (r *results) has(key string) bool {
	_, ok := r.at[key]
	return ok
}

// text is that of the message under a key.
func (r *results) text(key string) (string, bool) {
	i, ok := r.at[key]
	if !ok {
		return "", false
	}
	return r.all[i].Message.Text, true
}

// keep puts a message into the results; the last one of a key wins. It says
// whether that is within their bounds.
func (r *results) keep(key string, m model.Record) bool {
	r.bytes += len(m.Data)
	if i, ok := r.at[key]; ok {
		r.bytes -= len(r.all[i].Message.Data)
		r.all[i].Message = m
	} else {
		if r.at == nil {
			r.at = map[string]int{}
		}
		r.at[key] = len(r.all)
		r.all = append(r.all, model.Result{Key: key, Message: m})
	}
	return len(r.all) <= maxResults && r.bytes <= maxResultBytes
}
