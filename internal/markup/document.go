package markup

// Severity says how much a finding matters to whoever publishes the text.
type Severity int

const (
	// Note is worth knowing and changes nothing.
	Note Severity = iota
	// Warning is something dropped or repaired: the page shows without it.
	Warning
	// Error is something the author meant and the page cannot show.
	Error
)

// Finding is one remark about the source. It carries no finished text: the text's key is "finding."+Code.
type Finding struct {
	Path     string // of the file, filled by the caller
	Line     int    // 1-based, Options.FirstLine included
	Severity Severity
	Code     string
	Values   map[string]any // what the text names
}

// Reference is one address that the source names, in the order of the source.
type Reference struct {
	Kind        string // link, image, video, download, quiz, captions, poster
	Destination string // as written
	Line        int    // 1-based, Options.FirstLine included
}

// Options steer one rendering.
type Options struct {
	// Resolve turns a reference into the address that the page uses. Nil leaves addresses as they are. Where ok is
	// false the reference is dropped (a link keeps its text, an image its alternative text) and the caller reports it.
	Resolve func(Reference) (address string, ok bool)
	// FirstLine is the line of the file at which the source begins; 0 means 1.
	FirstLine int
	// KeepTitle leaves the first heading of level 1 in the HTML.
	KeepTitle bool
	// Label gives the words that the renderer adds itself, by key; nil means Italian.
	Label func(key string) string
}

// Heading is one heading of the HTML.
type Heading struct {
	Level    int // as in the HTML, 2 to 6
	ID, Text string
}

// Document is what Render makes of a source.
type Document struct {
	HTML       string // safe to show as it is
	Text       string // plain text, for search and reading aloud
	Title      string // the first heading of level 1, plain
	Headings   []Heading
	Words      int
	Findings   []Finding
	References []Reference
}
