// Package filename cleans the names of files that people send.
package filename

import (
	"cmp"
	"path"
	"regexp"
	"strings"
	"unicode"
)

// another is the ending of a file of some kind; that of «Relazione n. 3» is none.
var another = regexp.MustCompile(`^\.[0-9]?[A-Za-z][0-9A-Za-z]{0,3}$`)

// Clean is a name as it may be shown and saved on any device: its last part, without what devices cannot write, of so many characters at
// most, ending as the content does. A name of which nothing is left becomes otherwise.
func Clean(name, ending, otherwise string, most int) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimFunc(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`<>:"/|?*`, r) {
			return -1
		}
		return r
	}, name), func(r rune) bool { return r == '.' || unicode.IsSpace(r) })
	switch has := path.Ext(name); {
	case strings.EqualFold(has, ending) || strings.EqualFold(has, ".jpeg") && ending == ".jpg":
		name, ending = strings.TrimSuffix(name, has), has
	case another.MatchString(has):
		name = strings.TrimSuffix(name, has)
	}
	stem := []rune(name)
	return cmp.Or(strings.TrimSpace(string(stem[:min(len(stem), most)])), otherwise) + ending
}
