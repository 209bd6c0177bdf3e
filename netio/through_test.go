package netio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"tcpdeck/model"
)

// TestThroughIsWhole passes raw blocks from several goroutines to clients of
// which all but one leave at some time: that one hears every block whole.
func TestThroughIsWhole(t *testing.T) {
	b := newBed(t, Options{})
	id, address := b.listener(lf(0), model.StartOptions{Raw: true, NoLog: true, Sink: func(*model.Batch) {}})
	const size, blocks, senders = 64 << 10, 60, 3
	stays := b.call(address)
	heard := make(chan []byte)
	go func() {
		all, _ := io.ReadAll(stays)
		heard <- all
	}()
	leaves := make([]net.Conn, 4)
	for i := range leaves {
		leaves[i] = b.call(address)
	}
	b.until("all are in", func() bool { return len(b.Peers(id)) == len(leaves)+1 })
	var wg sync.WaitGroup
	for i, c := range leaves {
		wg.Go(func() {
			_, _ = io.CopyN(io.Discard, c, int64(i*size+i))
			c.Close()
		})
	}
	for i := range senders {
		wg.Go(func() {
			block := bytes.Repeat([]byte{byte('a' + i)}, size)
			for range blocks {
				if err := b.SendWait(t.Context(), id, model.Outgoing{Bytes: block}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.is(b.HalfClose(id), nil)
	all := <-heard
	b.is(len(all), size*blocks*senders)
	for at := 0; at < len(all); at += size {
		if n := bytes.Count(all[at:at+size], all[at:at+1]); n != size {
			t.Fatalf("the block at %d is torn after %d bytes", at, n)
		}
	}
	b.Stop(id)
	b.ended(id)
}

// TestThroughToAPeerThatNeverReads: Stop ends the write that hangs.
func TestThroughToAPeerThatNeverReads(t *testing.T) {
	here, there := net.Pipe()
	defer there.Close()
	b := newBed(t, Options{Dial: func(context.Context, string, string) (net.Conn, error) { return here, nil }})
	id := b.Start(lf(1), model.Client, model.StartOptions{Raw: true, NoLog: true, FinishSending: true})
	ended := make(chan error)
	go func() {
		var err error
		for err == nil {
			err = b.SendWait(t.Context(), id, model.Outgoing{Bytes: []byte("x")})
		}
		ended <- err
	}()
	s := b.find(id)
	b.until("a write hangs", func() bool {
		to, _, err := s.targets(nil)
		return err == nil && to[0].writeActive.Load()
	})
	b.Stop(id)
	b.is(b.ended(id).Reason, model.StoppedHere)
	if err := <-ended; !errors.Is(err, model.ErrClosing) && !errors.Is(err, model.ErrEnded) {
		t.Errorf("SendWait: %v", err)
	}
}

// TestThroughContainsPanics: the caller of SendWait runs the write loop, whose
// panic must not be the caller's.
func TestThroughContainsPanics(t *testing.T) {
	b := newBed(t, Options{fault: func(where string) {
		if where == "write loop" {
			panic("oops")
		}
	}})
	id, _ := b.client(lf(0), model.StartOptions{Raw: true, NoLog: true})
	for {
		if err := b.SendWait(t.Context(), id, model.Outgoing{Bytes: []byte("x")}); err != nil {
			break
		}
	}
	b.is(b.ended(id).Reason, model.InternalError)
}
