//go:build ignore

// ansi2svg turns one styled screen (tmux capture-pane -e -p -N) on stdin into
// an SVG on stdout. It uses the cell grid that Bubble Tea itself draws with.
package main

import (
	"bufio"
	"fmt"
	"html"
	"image/color"
	"io"
	"log"
	"os"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// Sizes in pixels, and the colours of the terminal itself.
const (
	cellW, cellH, margin = 8.4, 18.0, 12.0
	ink, paper           = "#d8dee9", "#171a21"
)

func main() {
	in, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	rows := strings.Split(strings.TrimRight(string(in), "\n"), "\n")
	screen := uv.NewStyledString(strings.Join(rows, "\n"))
	width := screen.Bounds().Dx()
	cells := uv.NewScreenBuffer(width, len(rows))
	screen.Draw(cells, cells.Bounds())

	out := bufio.NewWriter(os.Stdout)
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" font-family="JetBrains Mono,DejaVu Sans Mono,monospace" font-size="14">`+"\n",
		float64(width)*cellW+2*margin, float64(len(rows))*cellH+2*margin)
	fmt.Fprintf(out, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", paper)
	for y := range rows {
		for x := 0; x < width; {
			cell := cells.CellAt(x, y)
			if cell == nil || cell.Width == 0 {
				x++
				continue
			}
			draw(out, cell, margin+float64(x)*cellW, margin+float64(y)*cellH)
			x += cell.Width
		}
	}
	fmt.Fprintln(out, "</svg>")
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

// draw writes one cell: its background, then its text.
func draw(out io.Writer, cell *uv.Cell, x, y float64) {
	front, back := name(cell.Style.Fg, ink), name(cell.Style.Bg, "")
	if cell.Style.Attrs&uv.AttrReverse != 0 {
		if back == "" {
			back = paper
		}
		front, back = back, front
	}
	width := float64(cell.Width) * cellW
	if back != "" {
		fmt.Fprintf(out, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`, x, y, width+.4, cellH+.4, back)
	}
	if strings.TrimSpace(cell.Content) == "" {
		return
	}
	extra := ""
	if cell.Style.Attrs&uv.AttrBold != 0 {
		extra += ` font-weight="bold"`
	}
	if cell.Style.Attrs&uv.AttrFaint != 0 {
		extra += ` opacity=".6"`
	}
	fmt.Fprintf(out, `<text x="%.1f" y="%.1f" fill="%s"%s textLength="%.1f" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
		x, y+cellH*.75, front, extra, width, html.EscapeString(cell.Content))
}

func name(c color.Color, otherwise string) string {
	if c == nil {
		return otherwise
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
