package netio

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"tcpdeck/model"
)

// Recorder stores the task output of one session.
type Recorder interface {
	// Record takes a batch that will never change; it may block to slow the
	// socket down, but not for more than 5 s in all.
	Record(b *model.Batch)
	// Quiet says that nothing more is at hand: time to flush.
	Quiet()
	Storage() model.Storage
	// Close flushes; it takes at most 2 s.
	Close()
}

// Recorders opens a Recorder for each session that is recorded.
type Recorders interface {
	Open(p model.Profile, role model.Role, started time.Time) (Recorder, error)
}

// Resolver looks up the addresses of a name, as *net.Resolver does.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options say how a Hub reaches the world. The zero value uses the network
// and stores nothing.
type Options struct {
	Recorders Recorders
	Dial      func(ctx context.Context, network, address string) (net.Conn, error)
	Listen    func(ctx context.Context, network, address string) (net.Listener, error)
	Resolver  Resolver
	Logger    *slog.Logger // the program's own log: panics end here
	LogLimit  int          // bytes of memory for each session's log; 0: model.DefaultLogLimit

	fault func(where string) // tests: called in every goroutine, may panic
}

// NewHub returns a Hub without sessions.
func NewHub(o Options) *Hub {
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
	}
	if o.Listen == nil {
		o.Listen = new(net.ListenConfig).Listen
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.LogLimit == 0 {
		o.LogLimit = model.DefaultLogLimit
	}
	return &Hub{o: o, changed: make(chan struct{}, 1), running: map[*session]struct{}{}}
}
