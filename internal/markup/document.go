package markup

// Severity says how much a finding matters to whoever publishes the text.
type Severity int

const (
	// Note is worth knowing and loses nothing that a reader would miss.
	Note Severity = iota
	// Warning is something dropped or repaired: the page shows without it.
	Warning
	// Error is something that the author meant and the page cannot show as meant.
	Error
)

// Finding is one remark about the source. It carries no finished text: the text's key is "finding."+Code, and Codes
// lists every code with the values that it names.
type Finding struct {
	Path     string // of the file; Render leaves it empty for the caller
	Line     int    // 1-based, Options.FirstLine included
	Severity Severity
	Code     string
	Values   map[string]any
}

// Reference is one address that the source names.
type Reference struct {
	// Kind is link, image, video, download, quiz, captions or poster.
	Kind string
	// Destination is what the author wrote, Markdown's and HTML's escapes resolved, percent signs as written.
	Destination string
	// Line is 1-based, Options.FirstLine included.
	Line int
}

// Options steer one rendering. The zero value is an Italian text that begins on line 1 and whose addresses stay as they are.
type Options struct {
	// Resolve turns a reference into the address that the page uses; nil leaves addresses as they are. It is called for
	// relative and absolute destinations alike, in the order in which the walk meets them, on the goroutine of Render. Where ok is
	// false the reference is dropped (a link keeps its text, an image its alternative text, a download or quiz vanishes) and
	// the caller reports it. It is not called for "#anchor" within the document, for mailto: and tel:, nor for
	// addresses that are refused whatever the caller thinks (javascript:, data: and other schemes).
	Resolve func(Reference) (address string, ok bool)
	// FirstLine is the line of the file at which the source begins, as FrontMatter gives it; 0 means 1.
	FirstLine int
	// KeepTitle leaves the first heading of level 1 in the HTML.
	KeepTitle bool
	// Label gives the words that the renderer adds itself, by the keys of Labels. Nil, or an empty answer, means Italian.
	Label func(key string) string
	// Language is the text's own, as in <html lang>; it names captions whose file name says none. Empty means "it".
	Language string
	// Prefix comes before every id, so that several documents can share a page: letters, digits and hyphens.
	Prefix string
}

// Heading is one heading of the HTML.
type Heading struct {
	Level    int // as in the HTML: 2 to 6, or 1 for a kept title
	ID, Text string
}

// Document is what Render makes of a source.
type Document struct {
	HTML       string // safe to show as it is
	Text       string // plain, a line a block, for search and reading aloud; without the title
	Title      string // the first heading of level 1, plain
	Headings   []Heading
	Words      int         // of Text
	Findings   []Finding   // in the order of their lines
	References []Reference // in the order of their lines, dropped ones included
}
