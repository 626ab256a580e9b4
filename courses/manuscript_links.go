package courses

import (
	"net/url"
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"aula/internal/markup"
)

// address is that of a page of the course, or of the course itself.
func (c *composer) address(parts ...string) string { return Address(c.m.Slug, parts...) }

// Address is the path of a page below a course; each part is escaped.
func Address(slug string, parts ...string) string {
	escaped := "/courses/" + url.PathEscape(slug)
	for _, p := range parts {
		escaped += "/" + url.PathEscape(p)
	}
	return escaped
}

// FileAddress is the address of a course's file with these bytes: it may be kept for good.
func FileAddress(slug, file, sha256 string) string {
	return Address(slug, append([]string{"files"}, strings.Split(file, "/")...)...) + "?v=" + sha256[:min(16, len(sha256))]
}

func fragmentOf(rest string) string {
	if i := strings.IndexByte(rest, '#'); i >= 0 {
		return rest[i:]
	}
	return ""
}

// siteParts are the first parts of addresses of the academy to which a course may point.
var siteParts = []string{"/courses/", "/webinars/", "/certificates/", "/organisations/"}

// resolver turns what a text at a path refers to into addresses, and reports what is dropped.
func (c *composer) resolver(from string) func(markup.Reference) (string, bool) {
	return func(r markup.Reference) (string, bool) {
		address, code := c.resolve(from, r)
		if code != "" {
			c.warn(code, from, r.Line, "address", printable(r.Destination))
			return "", false
		}
		c.anchor(from, r, address)
		return address, true
	}
}

// anchor remembers a link to a place within a page of the course, to look for it when all pages are there.
func (c *composer) anchor(from string, r markup.Reference, address string) {
	page, id, found := strings.Cut(address, "#")
	if !found || id == "" || r.Kind != "link" {
		return
	}
	if page == "" {
		page = c.links[from]
	}
	if plain, err := url.PathUnescape(id); err == nil {
		id = plain
	}
	c.anchors = append(c.anchors, anchor{from, r.Destination, page, markup.Anchor(id), r.Line})
}

// resolve returns the address, or the code of the finding that says why there is none.
func (c *composer) resolve(from string, r markup.Reference) (address, code string) {
	destination := strings.TrimSpace(r.Destination)
	if r.Kind == "quiz" {
		return c.quizAddress(destination)
	}
	if strings.HasPrefix(destination, "#") && r.Kind == "link" {
		return destination, ""
	}
	if strings.HasPrefix(destination, "//") {
		destination = "https:" + destination
	}
	if scheme := schemeOf(destination); scheme != "" {
		return remote(destination, scheme, r.Kind)
	}
	target, rest := splitAddress(destination)
	found, file, code := c.target(from, target)
	if file != nil && found == "" {
		found = c.links[file.Path]
	}
	switch {
	case code != "":
		return "", code
	case found != "" && (r.Kind == "link" || r.Kind == "download"):
		return found + rest, ""
	case file != nil:
		return FileAddress(c.m.Slug, file.Path, file.SHA256) + fragmentOf(rest), ""
	case strings.HasPrefix(target, "/") && !c.m.Plain && isSiteAddress(target) && r.Kind == "link":
		return destination, ""
	case strings.HasPrefix(target, "/"):
		return "", "link.leaves"
	}
	return "", "missing." + r.Kind
}

// remote keeps addresses that people follow, and drops what a page would fetch from elsewhere or run.
func remote(destination, scheme, kind string) (address, code string) {
	switch scheme {
	case "http", "https":
		if kind == "link" || kind == "download" {
			return destination, ""
		}
		return "", "remote." + kind
	case "mailto", "tel":
		if kind == "link" {
			return destination, ""
		}
	}
	return "", "link.scheme"
}

// target finds what a relative address means: the address of a page, a file, or why neither.
func (c *composer) target(from, target string) (page string, file *SourceFile, code string) {
	target = strings.ReplaceAll(target, `\`, "/")
	full := path.Join(path.Dir(from), target)
	if strings.HasPrefix(target, "/") {
		full = strings.TrimPrefix(path.Clean(target), "/")
	}
	if full == ".." || strings.HasPrefix(full, "../") {
		return "", nil, "link.leaves"
	}
	if full == "." || full == "" {
		return c.address(), nil, ""
	}
	for _, candidate := range candidates(full) {
		if f := c.find(candidate); f != nil {
			return "", f, ""
		}
	}
	if page := c.folderPage(full); page != "" {
		return page, nil, ""
	}
	return "", c.elsewhere(target), ""
}

// elsewhere finds the one file of a plain repository whose path ends like the address: programs that make sites of
// repositories put their folders together.
func (c *composer) elsewhere(target string) *SourceFile {
	target = strings.Trim(path.Clean(target), "/")
	if !c.m.Plain || path.Ext(target) == "" || strings.HasPrefix(target, ".") {
		return nil
	}
	var found *SourceFile
	for _, f := range c.tree.Files {
		if !strings.HasSuffix(f.Path, "/"+target) {
			continue
		}
		if found != nil {
			return nil
		}
		found = f
	}
	return found
}

// candidates are the files that an address may mean: sites made from Markdown leave its ending out or write ".html".
func candidates(full string) []string {
	list := []string{full, full + ".md", full + ".markdown", full + "/README.md", full + "/index.md"}
	if base, ok := strings.CutSuffix(full, ".html"); ok {
		list = append(list, base+".md", base+".markdown")
	}
	return list
}

// find returns a file by its path; capitals count only where they tell two files apart.
func (c *composer) find(p string) *SourceFile {
	if f, ok := c.tree.Find(p); ok {
		return f
	}
	if c.folded == nil {
		c.folded = map[string]*SourceFile{}
		for _, f := range c.tree.Files {
			key := fold(f.Path)
			if _, twice := c.folded[key]; twice {
				c.folded[key] = nil
				continue
			}
			c.folded[key] = f
		}
	}
	return c.folded[fold(p)]
}

func fold(p string) string { return strings.ToLower(norm.NFC.String(p)) }

// folderPage is the address of the first lesson in a folder, empty where there is none.
func (c *composer) folderPage(folder string) string {
	for _, p := range c.lessons {
		if strings.HasPrefix(p.file.Path, folder+"/") {
			return c.links[p.file.Path]
		}
	}
	return ""
}

// quizAddress finds a quiz by its id, its slug or its file.
func (c *composer) quizAddress(name string) (address, code string) {
	if p := findPart(c.quizzes, name); p != nil {
		return c.address("quizzes", p.slug), ""
	}
	return "", "missing.quiz"
}

// findPart returns the part that an author names by its id, its slug or its file's name.
func findPart(parts []*part, name string) *part {
	stem := stemOf(name)
	if !strings.Contains(name, "/") && !isMarkdown(name) && !strings.HasSuffix(name, ".gift") {
		stem = name
	}
	for _, same := range []func(*part) bool{
		func(p *part) bool { return p.key == name },
		func(p *part) bool { return p.slug == name },
		func(p *part) bool { return p.file.Path == name },
		func(p *part) bool { return p.stem == stem },
		func(p *part) bool { return withoutNumber(p.stem) == stem },
	} {
		for _, p := range parts {
			if same(p) {
				return p
			}
		}
	}
	return nil
}

// schemeOf is an address's scheme in lower case. One letter is a drive, not a scheme.
func schemeOf(destination string) string {
	scheme, _, found := strings.Cut(destination, ":")
	if !found || len(scheme) < 2 || strings.ContainsAny(scheme, "/?#.&") {
		return ""
	}
	return strings.ToLower(strings.Join(strings.Fields(scheme), ""))
}

// splitAddress splits a relative address into its path, unescaped, and its query and fragment.
func splitAddress(destination string) (target, rest string) {
	if i := strings.IndexAny(destination, "?#"); i >= 0 {
		destination, rest = destination[:i], destination[i:]
	}
	if plain, err := url.PathUnescape(destination); err == nil {
		return plain, rest
	}
	return destination, rest
}

func isSiteAddress(target string) bool {
	for _, first := range siteParts {
		if strings.HasPrefix(target, first) {
			return true
		}
	}
	return false
}
