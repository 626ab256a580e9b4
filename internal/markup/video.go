package markup

import (
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// films are the endings of files that browsers play.
var films = wordSet(".mp4 .m4v .webm .ogv .mov")

// video walks ":::video FILE "Title" captions=FILE poster=FILE": a player, and what the block holds as its transcript.
// An address that is no film becomes a link.
func (p *pass) video(n *directive, in place) {
	a := p.read(n, "captions", "poster", "width", "height")
	if a.target == "" {
		p.missing(n, "file")
		p.children(n, in)
		return
	}
	title := a.title
	if title == "" {
		title = p.label("video")
	}
	address, ok := p.resolve("video", a.target, p.lines.at(n.Pos()))
	p.text.add([]byte(title))
	p.text.end(1)
	if !ok {
		p.children(n, in)
		return
	}
	n.before = `<figure class="video">`
	if films[strings.ToLower(path.Ext(pathOf(a.target)))] {
		n.before += p.player(n, a, address, title)
	} else {
		p.found(n.Pos(), Warning, codeVideoNoFile, "video", a.target)
		n.before += `<a href="` + address + `"` + external(address) + `>` + escapeText(title) + "</a>"
		a.title = ""
	}
	if a.title != "" {
		n.before += `<figcaption class="figure-caption">` + escapeText(a.title) + "</figcaption>"
	}
	n.before += "</figure>\n"
	p.transcript(n, in, a.target)
}

// player is the video element with its captions.
func (p *pass) player(n *directive, a arguments, address, title string) string {
	var b strings.Builder
	b.WriteString(`<video class="w-100" controls preload="metadata" src="` + address + `" aria-label="` + escapeText(title) + `"`)
	if poster := last(a.values["poster"]); poster != "" {
		if address, ok := p.resolve("poster", poster, p.lines.at(n.Pos())); ok {
			b.WriteString(` poster="` + address + `"`)
		}
	}
	for _, name := range []string{"width", "height"} {
		if size := last(a.values[name]); pictureSize.MatchString(size) {
			b.WriteString(" " + name + `="` + size + `"`)
		}
	}
	b.WriteString(">")
	tracks := 0
	for _, file := range a.values["captions"] {
		if address, ok := p.resolve("captions", file, p.lines.at(n.Pos())); ok {
			b.WriteString(p.track(address, file, tracks == 0))
			tracks++
		}
	}
	if tracks == 0 {
		p.found(n.Pos(), Warning, codeCaptionsMissing, "video", a.target)
	}
	b.WriteString("</video>")
	return b.String()
}

// track is one language's captions. "film.en.vtt" is English; a name that says nothing is in the text's language.
func (p *pass) track(address, file string, first bool) string {
	name := strings.TrimSuffix(path.Base(pathOf(file)), path.Ext(pathOf(file)))
	language := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	if languageNames[language] == "" {
		language = p.o.Language
	}
	if language == "" {
		language = "it"
	}
	label := languageNames[language]
	if label == "" {
		label = language
	}
	track := `<track kind="captions" src="` + address + `" srclang="` + escapeText(language) + `" label="` + escapeText(label) + `"`
	if first {
		track += " default"
	}
	return track + ">"
}

// languageNames are what speakers call their languages.
var languageNames = map[string]string{
	"ar": "العربية", "bn": "বাংলা", "de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "fur": "Furlan", "hr": "Hrvatski",
	"it": "Italiano", "lld": "Ladin", "pt": "Português", "ro": "Română", "ru": "Русский", "sc": "Sardu", "sl": "Slovenščina",
	"sq": "Shqip", "uk": "Українська", "ur": "اردو", "zh": "中文",
}

// transcript walks what a video's block holds, in a block that opens on request.
func (p *pass) transcript(n *directive, in place, file string) {
	if !holdsBlocks(n) {
		p.found(n.Pos(), Note, codeTranscriptMissing, "video", file)
		return
	}
	n.before += `<details class="transcript"><summary>` + escapeText(p.label("transcript")) + "</summary>\n"
	n.after = "</details>\n"
	p.text.add([]byte(p.label("transcript")))
	p.text.end(1)
	p.children(n, in)
}

// holdsBlocks tells whether anything in a directive will show.
func holdsBlocks(n *directive) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() != ast.KindLinkReferenceDefinition && c.Kind() != kindDirective || c.FirstChild() != nil {
			return true
		}
	}
	return false
}

func last(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}
