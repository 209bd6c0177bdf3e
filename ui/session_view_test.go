package ui

import (
	"fmt"
	"testing"
)

func TestSessionPictures(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		for name, s := range map[string]*stubSessions{"client": stubClient(), "listener": stubListener()} {
			scr := opened(t, s)
			scr.SetSize(size[0], size[1]-2)
			view := scr.View()
			exact(t, view, size[0], size[1]-2)
			golden(t, fmt.Sprintf("session-%s-%dx%d", name, size[0], size[1]), view)
		}
	}
}
