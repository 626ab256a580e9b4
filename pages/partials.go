package pages

import (
	"io/fs"
	"regexp"
	"slices"
	"sync"
)

var (
	defined = regexp.MustCompile(`\{\{-? ?(?:define|block) "([^"]+)"`)
	called  = regexp.MustCompile(`\{\{-? ?(?:template|block) "([^"]+)"`)
)

// partials says which file of shared pieces defines a template.
var partials = sync.OnceValues(func() (map[string]string, error) {
	files, err := fs.Glob(templateFiles, partialsGlob)
	if err != nil {
		return nil, err
	}
	by := map[string]string{}
	for _, file := range files {
		source, err := sourceOf(file)
		if err != nil {
			return nil, err
		}
		for _, name := range namesIn(defined, source) {
			by[name] = file
		}
	}
	return by, nil
})

// partialsOf are the files of shared pieces that some files need, and those that these need, in their order.
func partialsOf(files ...string) (needed []string, err error) {
	by, err := partials()
	if err != nil {
		return nil, err
	}
	for open := files; len(open) > 0; open = open[1:] {
		source, err := sourceOf(open[0])
		if err != nil {
			return nil, err
		}
		for _, name := range namesIn(called, source) {
			if file := by[name]; file != "" && !slices.Contains(needed, file) {
				needed, open = append(needed, file), append(open, file)
			}
		}
	}
	slices.Sort(needed)
	return needed, nil
}

func namesIn(form *regexp.Regexp, source string) (names []string) {
	for _, found := range form.FindAllStringSubmatch(source, -1) {
		names = append(names, found[1])
	}
	return names
}
