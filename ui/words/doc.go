// Package words says in words what the deck and the commands show alike: what
// happened, sizes, counts and times.
package words
