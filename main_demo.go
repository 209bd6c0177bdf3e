package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"tcpdeck/model"
	"tcpdeck/netio"
	"tcpdeck/profiles"
	"tcpdeck/ui/cli"
)

// The time between two messages of the demo's conversation, at its opening and
// later. An opening message leaves the peer time to answer.
const (
	openingEvery = 80 * time.Millisecond
	chatEvery    = 4 * time.Second
)

// demoOpening comes first, demoChat goes round after it.
var (
	demoOpening = []string{"Handshake", "Hello from tcpdeck", "Grüße aus München, 東京より ✓", "Handshake"}
	demoChat    = []string{"Handshake", "temperature 21.5 °C", "status ok", "Handshake", "Ωραία! Всё в порядке"}
)

// runDemo runs the deck on folders of its own, which go with it, and with a
// peer to talk to.
func runDemo(ctx context.Context, l cli.Look, deck func(context.Context, cli.Folders, cli.Look, prepareFunc) error) error {
	dir, err := os.MkdirTemp("", "tcpdeck-demo-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	f, err := folders(filepath.Join(dir, "config"), filepath.Join(dir, "state"))
	if err != nil {
		return err
	}
	peer, err := netio.StartDemoPeer()
	if err != nil {
		return err
	}
	defer peer.Close()
	samples, err := demoProfiles(peer.Port())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return deck(ctx, f, l, func(hub *netio.Hub, store *profiles.Store, rules *profiles.Interactions) error {
		for _, role := range []model.Role{model.Client, model.Listener} {
			i := model.NewInteraction()
			i.Name, i.Rules = "Demo "+string(role), model.DemoRules(role)
			if _, err := rules.Save(i, ""); err != nil {
				return err
			}
		}
		for i, p := range samples {
			e, err := store.Save(p, "")
			if err != nil {
				return err
			}
			if i == 0 {
				go chat(ctx, hub, hub.Start(e.Profile, model.Client, model.StartOptions{}))
			}
		}
		return nil
	})
}

// chat keeps the demo's session talking until it ends.
func chat(ctx context.Context, hub *netio.Hub, id model.SessionID) {
	t := time.NewTicker(openingEvery)
	defer t.Stop()
	say := func(text string) bool {
		if hub.SendWait(ctx, id, model.Outgoing{Text: text}) != nil {
			return false
		}
		select {
		case <-t.C:
			return true
		case <-hub.Done(id):
		case <-ctx.Done():
		}
		return false
	}
	for _, text := range demoOpening {
		if !say(text) {
			return
		}
	}
	t.Reset(chatEvery)
	for i := 0; say(demoChat[i%len(demoChat)]); i++ {
	}
}

// demoProfiles are the samples; the first one is run at once. All of them
// stay on this machine.
func demoProfiles(port int) ([]model.Profile, error) {
	free, err := netio.FreePort()
	if err != nil {
		return nil, err
	}
	sample := func(group, name string, change func(*model.Profile)) model.Profile {
		p := model.NewProfile()
		p.Group, p.Name, p.Port = group, name, port
		p.Framing = model.Framing{Receive: model.LF, Send: model.LF}
		if change != nil {
			change(&p)
		}
		return p
	}
	page := func(name string) func(*model.Profile) {
		return func(p *model.Profile) { p.CodePage = name }
	}
	return []model.Profile{
		sample("Demo", "Echo peer", nil),
		sample("Demo", "Echo peer, unframed", func(p *model.Profile) { p.Framing = model.Framing{Receive: model.Raw, Send: model.LF} }),
		sample("Code pages", "Warehouse Osaka", page("shift_jis")),
		sample("Code pages", "Till 7", page("windows-1252")),
		sample("Listeners", "Local hub", func(p *model.Profile) { p.Port, p.MaxClients = free, 10 }),
		sample("Listeners", "Client of the local hub", func(p *model.Profile) { p.Port = free }),
		sample("Production", "Payments gateway", func(p *model.Profile) { p.Protected = true }),
	}, nil
}
