// Package ui is the deck: the screens, what their keys do, and the one root
// model that routes between them. It starts no goroutine; what it needs from
// the network and the disk it states as interfaces in deps.go.
package ui
