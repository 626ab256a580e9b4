package markup

import (
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
)

// policy decides which tags and attributes of an author's HTML pass. It is asked about one tag at a time; that tags nest
// is the business of rawStack.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	for name := range elements {
		p.AllowNoAttrs().OnElements(name)
		p.AllowElements(name)
	}
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	number := regexp.MustCompile(`^[0-9]{1,5}$`)
	language := regexp.MustCompile(`^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}$`)
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[A-Za-z0-9_-]+$`)).Globally()
	p.AllowAttrs("title").Globally()
	p.AllowAttrs("lang").Matching(language).Globally()
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`^(?:ltr|rtl|auto)$`)).Globally()
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("src").OnElements("img", "video", "audio", "source", "track")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(pictureSize).OnElements("img", "video")
	p.AllowAttrs("poster").OnElements("video")
	p.AllowAttrs("kind").Matching(regexp.MustCompile(`^(?:captions|subtitles|descriptions|chapters)$`)).OnElements("track")
	p.AllowAttrs("srclang").Matching(language).OnElements("track")
	p.AllowAttrs("label").OnElements("track")
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^(?:video|audio)/[a-z0-9.+-]+$`)).OnElements("source")
	p.AllowAttrs("open").Matching(regexp.MustCompile(`^$|^open$`)).OnElements("details")
	p.AllowAttrs("start").Matching(number).OnElements("ol")
	p.AllowAttrs("reversed").Matching(regexp.MustCompile(`^$|^reversed$`)).OnElements("ol")
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^[1aAiI]$`)).OnElements("ol")
	p.AllowAttrs("value").Matching(number).OnElements("li")
	p.AllowAttrs("colspan", "rowspan").Matching(number).OnElements("td", "th")
	p.AllowAttrs("scope").Matching(regexp.MustCompile(`^(?:row|col|rowgroup|colgroup)$`)).OnElements("th")
	p.AllowAttrs("span").Matching(number).OnElements("col", "colgroup")
	p.AllowAttrs("datetime").Matching(regexp.MustCompile(`^[0-9TZ:. +-]{1,40}$`)).OnElements("time", "del", "ins")
	return p
})

// bareTags are the start tags without attributes that pass, asked once.
var bareTags = sync.OnceValue(func() map[string]string {
	bare := map[string]string{}
	for name := range elements {
		bare[name] = policy().Sanitize("<" + name + ">")
	}
	return bare
})

// sanitise returns a start tag as the policy lets it pass, or ok false where it refuses the element.
func sanitise(tag html.Token) (safe string, ok bool) {
	if len(tag.Attr) == 0 {
		safe = bareTags()[tag.Data]
	} else {
		safe = policy().Sanitize(tag.String())
	}
	return safe, strings.HasPrefix(safe, "<"+tag.Data) && strings.HasSuffix(safe, ">") && strings.Count(safe, "<") == 1
}
