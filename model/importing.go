package model

// ImportPolicy says what an import does with a profile or an interaction that
// clashes.
type ImportPolicy string

// The policies. Skip writes nothing; Rename adds the profile under a numbered
// name, with a new id if its own is taken; Replace puts its settings into the
// profile of that name, else of that id, which keeps its id.
const (
	SkipClashes    ImportPolicy = "skip"
	RenameClashes  ImportPolicy = "rename"
	ReplaceClashes ImportPolicy = "replace"
)

// MaxImportSize is the greatest number of bytes of a file to be imported.
const MaxImportSize = 8 << 20

// Known says whether p is a policy.
func (p ImportPolicy) Known() bool {
	return p == SkipClashes || p == RenameClashes || p == ReplaceClashes
}

// ImportKind is how a profile of an import stands to those that are there.
type ImportKind uint8

// The kinds. A profile is the same as one that is there if both name and id
// are; only then it is a change of it. One that has but the name or the id of
// another is a clash, and so is the second of a name or an id in one file. A
// profile that differs from one of its name in nothing but the id is unchanged.
const (
	ImportAdd ImportKind = iota
	ImportUnchanged
	ImportChange
	ImportClash
)

func (k ImportKind) String() string {
	return [...]string{"add", "unchanged", "change", "clash"}[k]
}

// ImportStep is what an import does with one profile.
type ImportStep struct {
	Profile Profile // as it is in the file
	Kind    ImportKind
	Clash   string // with what it clashes: "its name is that of pay.yaml"
	Outcome string // what is done about it: "skipped"
	Writes  bool
	Save    Saving        // if it Writes
	Changes []FieldChange // of a profile that is there already
}

// InteractionStep is what an import does with one interaction, as ImportStep
// says it of a profile.
type InteractionStep struct {
	Interaction Interaction // as it is in the file
	Kind        ImportKind
	Clash       string
	Outcome     string
	Writes      bool
	Save        InteractionSaving // if it Writes
	Changes     []FieldChange
}
