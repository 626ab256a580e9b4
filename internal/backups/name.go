package backups

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Name is what a backup is called: it says whose it is, of when and of which schema, so that a list needs no key.
// The manifest inside is what counts.
type Name struct {
	Academy string    // eight signs that tell academies apart
	Made    time.Time // to the second, UTC
	Schema  int64     // number of the newest step of the schema
	Sealed  bool
}

const stamp = "20060102T150405Z"

var named = regexp.MustCompile(`^aula-([0-9a-f]{8})-(\d{8}T\d{6}Z)-(\d{1,15})\.tar(\.age)?$`)

func (n Name) String() string {
	name := fmt.Sprintf("aula-%s-%s-%d.tar", n.Academy, n.Made.UTC().Format(stamp), n.Schema)
	if n.Sealed {
		name += ".age"
	}
	return name
}

// ParseName reads a file's name. Whatever else lies at a destination is not ours.
func ParseName(name string) (n Name, ours bool) {
	m := named.FindStringSubmatch(name)
	if m == nil {
		return Name{}, false
	}
	made, err := time.Parse(stamp, m[2])
	if err != nil {
		return Name{}, false
	}
	schema, err := strconv.ParseInt(m[3], 10, 64)
	if err != nil {
		return Name{}, false
	}
	return Name{m[1], made, schema, m[4] != ""}, true
}

// schemaNumber is the number with which the name of a step begins: 0 where there is none.
func schemaNumber(step string) int64 {
	digits, _, _ := strings.Cut(step, "_")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
