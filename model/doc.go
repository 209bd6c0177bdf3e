// Package model holds the nouns of tcpdeck: profile, message, event, task
// output, session status, code page names and the visible escaping of text
// from outside. It is pure: standard library only, no I/O, no goroutines and
// no clock.
package model
