// Package netio has the sockets of tcpdeck: sessions as client and listener,
// framing, code pages, timeouts and why a connection ended. Nothing outside
// of it touches the network.
//
// # Goroutines
//
// Every goroutine of the network is one of these. Each contains its panics:
// they end its session with "internal error" and nothing else.
//
//	session.run      Hub.Start starts one for each session. For a client it
//	                 connects and is then the read loop; for a listener it is
//	                 the accept loop. It ends with the session, after all the
//	                 other goroutines of its session.
//	conn.serve       the accept loop starts one for each client: the read loop,
//	                 and the owner of the connection. It ends when the
//	                 connection is closed and its write loop is gone.
//	conn.writeLoop   started when something is queued, ends when the queue is
//	                 empty or the connection closed. With Raw, SendWait runs it
//	                 on the goroutine of its caller.
//	session.shutClient   Stop starts it for a client with a Quiet function,
//	                 which may hold up the read that closing waits for. It ends
//	                 when the connection is closed.
//	race.attempt     one for each address that is being dialled. It ends with
//	                 the dial, which is cancelled when another one won or the
//	                 session stops; a connection that comes too late is closed.
//
//	connTalk.run     the conversation of a connection that rules drive, started
//	                 by conn.serve or Hub.Attach. It ends with its tree, or
//	                 soon after its connection, its session or its interaction
//	                 has; the connection waits for it.
//
//	triggers.run     a fired trigger starts one for each command and POST, up to
//	                 its at_once, and one for the line of its file; each starts
//	                 what waits next when it ends. os/exec and net/http have a
//	                 few more while it runs. triggers.stop ends them all.
//	triggers.client  has two of net/http for each connection that is kept for
//	                 the next POST. They end 5 s after the last one, or with
//	                 stop.
//
//	Hub.lookup       Test starts one for each address family of a name. It
//	                 ends with the lookup, which is cancelled with the test.
//	Hub.testSome     TestAll starts up to 64. Each tests one profile after
//	                 another and ends when none is left or the context ends.
//
//	DemoPeer.accept, .serve   StartDemoPeer starts the first, that one for
//	                 each connection of the demo; they end with Close.
//
// These run for a moment on a timer, and only after traffic or a call:
//
//	session.settle   2 ms after traffic: tells sink and recorder that it is
//	                 quiet. Runs again while there is traffic; ends with it.
//	awaitWriteLogged's timer  lets a read go on 10 ms after it met a write.
//	wakeAtEnd's AfterFunc     wakes SendWait when its context ends.
//	newInteraction's AfterFunc  halts the trigger when the interaction ends.
//	firstBytes' AfterFunc     ends the read of a test when its context ends.
//
// A quiet connection has one goroutine, no timer and, where the system allows
// waiting without one, no read buffer. Timeouts live in the read deadline.
//
// # Locks
//
// session.mu, conn.mu and meter.mu guard small state and are never held during
// I/O. output.mu gives log, recorder and sink one order; it is held while
// those work, and nothing that answers the interface takes it. Order:
// session.sendMu, then session.mu or conn.mu; these two never nest. inbox.mu is
// taken within conn.mu, and interaction.mu within either of the two.
package netio
