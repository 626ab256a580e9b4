// Package content holds the courses that Aula ships, as the same folders that any author writes. They are imported by
// the same command as everybody's; nothing here knows how. Its test keeps the promises made to their readers: plain
// words, every objective tested, every claim with its source.
package content

import (
	"embed"
	"io/fs"
)

//go:generate go run ./handouts documento-firma-pec/assets/src/scheda.html documento-firma-pec/assets/scheda.pdf
//go:generate go run ./handouts sicurezza-informatica/assets/src/scheda.html sicurezza-informatica/assets/scheda.pdf
//go:generate go run ./handouts spid-e-cie/assets/src/scheda.html spid-e-cie/assets/scheda.pdf

// FS holds one folder a course, named by the course's slug.
//
//go:embed all:documento-firma-pec all:sicurezza-informatica all:spid-e-cie
var FS embed.FS

// Slugs names the courses in FS, in alphabetical order.
func Slugs() []string {
	entries, err := fs.ReadDir(FS, ".")
	if err != nil {
		panic(err) // an embedded root can be read, or the build is broken
	}
	var slugs []string
	for _, e := range entries {
		slugs = append(slugs, e.Name())
	}
	return slugs
}
