package profiles

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"tcpdeck/model"
)

// Consents remember which triggers may act, as direnv does: a command, a file
// and a URL may be used by an interaction only as they were allowed for it. They
// are one small file for each interaction below the state folder.
type Consents struct{ dir string }

// OpenConsents returns the consents below stateDir. It neither reads nor creates
// anything.
func OpenConsents(stateDir string) *Consents {
	return &Consents{filepath.Join(stateDir, "allowed")}
}

// Allowed says whether the trigger of i needs no consent, or has it: exactly
// this command, word by word, file and URL were allowed last for the
// interaction with this id. What cannot be read is no consent.
func (c *Consents) Allowed(i model.Interaction) bool {
	if !i.Trigger.Acts() {
		return true
	}
	data, _, err := readRegular(c.file(i.ID), "consent")
	return err == nil && i.ID != "" && string(data) == consent(i)
}

// Allow records that the trigger of i may act as it is now. The interaction
// must have an id: one that is not saved yet has none.
func (c *Consents) Allow(i model.Interaction) error {
	switch {
	case !i.Trigger.Acts():
		return nil
	case i.ID == "":
		return errors.New("an interaction must be saved before its trigger can be allowed")
	}
	if err := makeFolder(c.dir); err != nil {
		return err
	}
	return writeFile(c.file(i.ID), []byte(consent(i)), false)
}

// Revoke takes back what was allowed for an interaction, if anything was.
func (c *Consents) Revoke(id model.InteractionID) error {
	err := os.Remove(c.file(id))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return syncFolder(c.dir)
}

// file is named by a hash, since an id may be anything.
func (c *Consents) file(id model.InteractionID) string {
	sum := sha256.Sum256([]byte(id))
	return filepath.Join(c.dir, hex.EncodeToString(sum[:16]))
}

// consent is the content of a file: the version of its form, and a hash over
// all that was allowed. Each text has its length before it, so that other words
// are another consent.
func consent(i model.Interaction) string {
	h := sha256.New()
	t := i.Trigger
	number := func(n int) { h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }
	number(len(t.Command))
	for _, text := range append([]string{string(i.ID), t.Append, t.Post}, t.Command...) {
		number(len(text))
		h.Write([]byte(text))
	}
	return "1 " + hex.EncodeToString(h.Sum(nil)) + "\n"
}
