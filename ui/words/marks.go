package words

import "tcpdeck/model"

// Marks says in words what is to be known of a message besides its text: that
// it is empty, was cut, or ended otherwise than its session's messages do.
func Marks(r model.Record) []string {
	var marks []string
	if len(r.Data) == 0 {
		marks = append(marks, "(empty)")
	}
	if r.Incomplete {
		marks = append(marks, "(incomplete: ended inside a message)")
	}
	if r.Truncated {
		marks = append(marks, "(cut at the size limit; the next message goes on)")
	}
	if r.Ending != "" {
		marks = append(marks, "("+model.Escape(r.Ending.Words())+")")
	}
	return marks
}
