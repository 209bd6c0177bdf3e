package ui

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"tcpdeck/model"
)

// BenchmarkFrame is a refresh with new messages and the drawing of it, at
// 120×40: what a flood costs the interface for each frame.
func BenchmarkFrame(b *testing.B) {
	random := make([]byte, 64<<10)
	rand.New(rand.NewSource(1)).Read(random)
	for name, text := range map[string]string{"64B": strings.Repeat("x", 64), "64KiB": strings.Repeat("some text ", 6553), "binary": string(random)} {
		for l := range lensCount {
			b.Run(fmt.Sprintf("%s/%s", name, l), func(b *testing.B) {
				s := stubClient()
				log := model.NewLog(model.DefaultLogLimit)
				s.log = log
				scr := newSessionScreen(stubDeps(s), 1, &history{})
				scr.SetSize(120, 38)
				scr.out.setLens(int(l))
				for b.Loop() {
					for range 40 {
						put(log, noon, model.KindReceived, "10.2.3.4:7001", text)
					}
					scr.Refresh()
					_ = scr.View()
				}
			})
		}
	}
}
