package markup

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The checker judges HTML without sharing a table or a line with the renderer: by its own lists, and by what an HTML5
// parser makes of it.

var mayAppear = strings.Fields(`a abbr audio b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
	figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q s samp small source span strong sub summary sup table tbody td
	tfoot th thead time tr track u ul var video wbr
	math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr
	mtd mpadded mphantom mstyle`)

var mayCarry = strings.Fields(`href rel title id class src alt width height loading decoding controls preload poster kind srclang label
	default type open start reversed value colspan rowspan scope span datetime lang dir tabindex role aria-label disabled checked download
	display displaystyle form fence stretchy separator largeop movablelimits lspace rspace minsize maxsize accent accentunder columnalign
	columnspan depth linethickness mathvariant rowalign scriptlevel symmetric voffset`)

var endless = strings.Fields("br col hr img input source track wbr")

// problems lists what is wrong with a page's HTML.
func problems(page string) []string {
	found, written := tokensOf(page)
	root, err := html.ParseFragment(strings.NewReader(page), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return append(found, err.Error())
	}
	var parsed strings.Builder
	for _, n := range root {
		outlineOf(&parsed, n)
	}
	if withoutBodies := withoutImplied(written); withoutImplied(parsed.String()) != withoutBodies {
		found = append(found, fmt.Sprintf("a browser reads\n%s\nwhere was written\n%s", withoutImplied(parsed.String()), withoutBodies))
	}
	return found
}

// withoutImplied leaves out the element that parsers add to tables.
func withoutImplied(tree string) string {
	return strings.NewReplacer("<tbody>", "", "</tbody>", "").Replace(tree)
}

func outlineOf(out *strings.Builder, n *html.Node) {
	if n.Type != html.ElementNode {
		return
	}
	out.WriteString("<" + n.Data + ">")
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		outlineOf(out, c)
	}
	if !slices.Contains(endless, n.Data) {
		out.WriteString("</" + n.Data + ">")
	}
}

// tokensOf checks each tag by itself and returns the tags alone.
func tokensOf(page string) (found []string, tree string) {
	var tags strings.Builder
	var open []string
	ids := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if len(open) > 0 {
				found = append(found, "left open: "+strings.Join(open, " "))
			}
			return found, tags.String()
		case html.CommentToken, html.DoctypeToken:
			found = append(found, "comment or doctype")
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			tags.WriteString("<" + token.Data + ">")
			found = append(found, tagProblems(token, ids)...)
			if !slices.Contains(endless, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			token := z.Token()
			tags.WriteString("</" + token.Data + ">")
			if len(open) == 0 || open[len(open)-1] != token.Data {
				return append(found, fmt.Sprintf("</%s> closes %v", token.Data, open)), tags.String()
			}
			open = open[:len(open)-1]
		}
	}
}

func tagProblems(token html.Token, ids map[string]bool) (found []string) {
	if !slices.Contains(mayAppear, token.Data) {
		found = append(found, "element "+token.Data)
	}
	seen := map[string]bool{}
	for _, a := range token.Attr {
		if !slices.Contains(mayCarry, a.Key) || seen[a.Key] {
			found = append(found, "attribute "+a.Key+" of "+token.Data)
		}
		seen[a.Key] = true
		switch a.Key {
		case "href", "src", "poster":
			if !isHarmless(a.Val) {
				found = append(found, "address "+a.Val)
			}
		case "id":
			if ids[a.Val] || a.Val == "" || strings.ContainsAny(a.Val, " \t\n") {
				found = append(found, "id "+a.Val)
			}
			ids[a.Val] = true
		}
	}
	return found
}

// isHarmless reads an address as browsers do: without white space and controls, then by its scheme.
func isHarmless(address string) bool {
	stripped := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, address)
	scheme := ""
	if u, err := url.Parse(stripped); err == nil {
		scheme = u.Scheme
	} else if head, _, _ := strings.Cut(stripped, "/"); strings.Contains(head, ":") {
		scheme, _, _ = strings.Cut(head, ":")
	}
	return slices.Contains([]string{"", "http", "https", "mailto", "tel"}, strings.ToLower(scheme))
}

func TestTheCheckerSeesWhatItMustNeverSee(t *testing.T) {
	for _, page := range []string{
		`<script>x</script>`, `<p onclick="x">a</p>`, `<p style="color:red">a</p>`, `<a href="javascript:x">a</a>`, `<iframe></iframe>`,
		`<a href="java&#10;script:x">a</a>`, `<a href=" javascript:x">a</a>`, `<img src="data:text/html,x">`, `<p><div>a</div></p>`,
		`<table><p>a</p></table>`, `<a href="x"><a href="y">a</a></a>`, `<p>a`, `</div>`, `<b id="x"></b><b id="x"></b>`, `<!-- x -->`,
		`<math><mi><style>x</style></mi></math>`, `<svg></svg>`, `<form></form>`,
	} {
		if len(problems(page)) == 0 {
			t.Errorf("%s passes", page)
		}
	}
}
