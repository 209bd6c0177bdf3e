package cli

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
)

// table is rows of cells, to be written with aligned columns.
type table struct{ rows [][]string }

// row adds a row. What the cells quote is made safe.
func (t *table) row(cells ...string) {
	for i, c := range cells {
		cells[i] = model.Escape(c)
	}
	t.rows = append(t.rows, cells)
}

// bytes writes the rows, two spaces between the columns and none at the end of
// a line.
func (t *table) bytes() []byte {
	var widths []int
	for _, r := range t.rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(c))
		}
	}
	var b strings.Builder
	for _, r := range t.rows {
		line := ""
		for i, c := range r {
			line += c + strings.Repeat(" ", widths[i]-ansi.StringWidth(c)+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return []byte(b.String())
}
