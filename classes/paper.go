package classes

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// SheetRow is a line of a paper register that names nobody who can be written down.
type SheetRow struct {
	Row  int // from 1
	Name string
	Code string // unknown | ambiguous | own
}

// Sheet is a paper register, read.
type Sheet struct {
	People []Member   // each once
	Twice  []string   // who is named more than once, by name: they count once
	Wrong  []SheetRow // nothing should be written down before these are mended
}

// ReadSheet finds those whom the lines of a paper register name among those who have a seat: by family and given name in either order,
// whatever the case and the accents, or by mailbox. Empty lines say nothing. Who enters the sheet, by, does not enter themselves.
func ReadSheet(roll []Member, by string, lines []string) (s Sheet) {
	for i, line := range lines {
		name := plainName(line)
		if name == "" {
			continue
		}
		var found []Member
		for _, m := range roll {
			if m.State == In && m.User != "" && m.isCalled(name) {
				found = append(found, m)
			}
		}
		switch {
		case len(found) == 0:
			s.Wrong = append(s.Wrong, SheetRow{i + 1, strings.TrimSpace(line), "unknown"})
		case len(found) > 1:
			s.Wrong = append(s.Wrong, SheetRow{i + 1, strings.TrimSpace(line), "ambiguous"})
		case found[0].User == by:
			s.Wrong = append(s.Wrong, SheetRow{i + 1, strings.TrimSpace(line), "own"})
		case !slices.ContainsFunc(s.People, func(m Member) bool { return m.User == found[0].User }):
			s.People = append(s.People, found[0])
		case !slices.Contains(s.Twice, found[0].Name()):
			s.Twice = append(s.Twice, found[0].Name())
		}
	}
	return s
}

// WriteSheet writes down whom the lines of a paper register name, for the whole session. It writes all of them, or where a line is wrong
// nothing; the sheet says which. It returns what WriteClass returns.
func WriteSheet(app core.App, session, by string, lines []string, now time.Time) (sheet Sheet, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		s, _, err := openRegister(tx, session, now)
		if err != nil {
			return err
		}
		roll, err := Roll(tx, s.Edition())
		if err != nil {
			return err
		}
		if sheet = ReadSheet(roll, by, lines); len(sheet.Wrong) > 0 {
			return nil
		}
		for _, m := range sheet.People {
			if err := (Note{Session: s.Id, User: m.User, Channel: OnPaper, From: s.From(), Until: s.Until(), By: by}).write(tx); err != nil {
				return err
			}
		}
		return nil
	})
	return sheet, err
}

func (m Member) isCalled(plain string) bool {
	return plain == plainName(m.Family+" "+m.Given) || plain == plainName(m.Given+" "+m.Family) || m.Email != "" && plain == plainName(m.Email)
}

// plainName is a name without case, accents and needless spaces.
func plainName(s string) string {
	bare, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s)
	if err != nil {
		bare = s
	}
	bare = strings.ReplaceAll(bare, "’", "'")
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(bare, ",", " "))), " ")
}
