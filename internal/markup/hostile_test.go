package markup

import (
	"strings"
	"testing"
	"time"
)

// hostile are attempts to get through, in Markdown and HTML.
var hostile = []string{
	"<script>alert(1)</script>", "a <script>alert(1)</script> b", "<scr<script>ipt>alert(1)</script>", "<script\n>alert(1)</script >",
	"<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<img src=x onerror=alert(1)>", "<img src=\"x\" ONERROR='alert(1)' alt=x>",
	"<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><style><img src=x onerror=alert(1)></style></svg>",
	"<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
	"<math><annotation-xml encoding=\"text/html\"><script>alert(1)</script></annotation-xml></math>",
	"<math href=\"javascript:alert(1)\"><mi>x</mi></math>", "<math><mi>x</mi></math>",
	"<iframe src=javascript:alert(1)></iframe>", "<object data=x></object><embed src=x>", "<form action=javascript:alert(1)><button>x</button></form>",
	"<a href=\"javascript:alert(1)\">x</a>", "<a href=\"java\nscript:alert(1)\">x</a>", "<a href=\"&#106;avascript:alert(1)\">x</a>",
	"<a href=\" &#14; javascript:alert(1)\">x</a>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&Tab;script:alert(1))",
	"[x](&#x6A;avascript:alert(1))", "[x](\\javascript:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
	"[x](vbscript:x) <javascript:alert(1)> <data:x>", "[a]: javascript:alert(1)\n\n[a]", "![\"onerror=alert(1) x=\"](x)", "[x](x \"\\\" onclick=alert(1) \\\"\")",
	"![x](x){onerror=alert(1) width=\"1\\\" onload=x\" style=x}", "# x {#a\"onclick=alert(1) onclick=alert(1) style=x}", "# x {onclick=\"alert(1)\"}",
	"<style>*{color:red}</style>", "<p style=\"position:fixed\">x</p>", "<link rel=stylesheet href=x><meta http-equiv=refresh content=0><base href=//evil.example>",
	"<textarea><script>alert(1)</script></textarea>", "<title><img src=x onerror=alert(1)></title>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
	"<xmp><script>alert(1)</script></xmp>", "<plaintext><script>alert(1)", "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>",
	"<?xml <script>alert(1)</script> ?>", "<!DOCTYPE x [<!ENTITY y \"<script>\">]>", "</div></main></body><script>alert(1)</script>", "<div", "<div class=\"",
	"<b><i>x</b></i>", "<p><div><p></div></p>", "<table><div>x</div><tr><li>y<td>z", "<a href=x>a [b](c) <a href=d>e</a>", "<a href=x>[^1]</a>\n\n[^1]: y",
	"[a[^1]](b)\n\n[^1]: c", "[![a](b)](c) [](d) [ ](e)", "<details><p>x</details>", "<summary>x</summary>", "<details>\n\n# x\n\n</p>\n\n</details></details>",
	"<ul>\n\ntext\n\n<li>\n\n- a\n\n</ul>", "<table>\n\n| a |\n|---|\n| <ul><li>b</ul> |\n\n</table>", "<video src=x autoplay onplay=y><source src=javascript:x><track src=a>t</video>",
	"```<script>\nx\n```", "```\" onclick=\"x\ny\n```", "~~~ {.html onclick=x}\n</code></pre><script>alert(1)</script>\n~~~", "`</code><script>`",
	"$\\text{<script>alert(1)</script>}$", "$\\class{\"><script>alert(1)</script>}{x}$", "$\\href{javascript:alert(1)}{x}$", "$$\n\\color{\"><b>}x\n$$", "$x<y>z$",
	"$\\begin{matrix}a&b\\\\c\\end{matrix}$", "$\\unicode{x}$ $\\style{color:red}{x}$ $\\cssId{a}{b}$", "$`a<b`$", "```math\n\\frac\n```",
	":::video javascript:alert(1)\n:::", ":::video \"><script>alert(1)</script>.mp4 \"<b>\" captions=\"><script>.vtt poster=javascript:x\n:::",
	":::download data:text/html,x \"<script>\"", ":::quiz \"><script>", ":::details <script>alert(1)</script>\n</details></summary>\n:::", ":::\n:::\n::::::",
	"m|> <https://|.b>", "[a]{#b}", "[a]{#b}[c]{#b} [*d*]{#e}", "![a](b){alt='<c>' onclick=d}", "[a[b]{#c}]{#d}", "]{#a}", ":::details\n:::details\n- :::video x.mp4\n:::\n> :::\n:::", "::: {.callout onclick=x}\na\n:::", "> [!NOTE]\n> <script>alert(1)</script>", "> [!X<b>]\n> y", "> [!NOTE]",
	"[^<script>]: x\n\n[^<script>]", "[^1]: a[^1]", "![a[^1]](b)\n\n[^1]: c", "a\n: <div>b\n: c</div>\n", "| <b> | `a\\|b` |\n|-|-|\n| </b> | <td> |",
	"- [ ] <input type=checkbox>\n- [x] </li></ul><li>", "<h1>a<h2>b</h1>c</h2>", "<h1>Titolo</h1>\n\n# Secondo\n\n<h3 id=x>a</h3><h3 id=x>b</h3>", "<a name=x></a><a id=x href=y></a>",
	"<p id=\"x y\" id=z class=c>d</p>", "<nome> <https://a.b> <a@b.c>", "a\x00b\x01c\u0085d\ufffe", "&#0;&#x1F;&#xD800;&lt;script&gt;", "<p>&lt;script&gt;</p>", "<pre>\n<b>x\n\n</pre>",
	"<picture><source srcset=x><img src=y></picture>", "<dl><dt>a<dd>b<dl><dt>c</dl></dl>", "<b>\n\n> x\n\n</b>", "*<b>a*</b>", "<q cite=javascript:x>y</q>", "<ol type=javascript start=-1>\n<li value=x>\n</ol>",
	"<img src=\"x\" srcset=\"javascript:x\">", "<img src=a alt=\"<script>\" title='\"><b>'>", "www.example.org\"onclick=x ftp://a.b", "[x](<a b\"c>)", "[x](//evil.example) [y](\\\\evil.example)",
}

func TestNothingHostileComesThrough(t *testing.T) {
	for _, source := range hostile {
		checkRendering(t, []byte(source), Options{})
	}
	everything := []byte(strings.Join(hostile, "\n\n"))
	checkRendering(t, everything, Options{})
}

func TestHostileSizesAreRenderedInTime(t *testing.T) {
	const size = 20_000
	for _, part := range []string{
		"> ", "- ", "1. ", "[", "![", "](", "*a ", "_a*", "`", "``a ", "<b>", "<div>\n\n", "<!--", "<a href=x>", "$", "$$", "$a", ":::details\n", ":::\n", ":::x\n", "|", "|a", "|-\n|a\n",
		"[^", "[^1]", "[^1]: a\n", "{", "![a](b){", "<", "</", "&", "\\", "#", "# a\n", "- [ ] a\n", "a\n: b\n", "<table><tr><td>", "<p>", "[a](b)", "```\n", "~~~a\n", "$$\n", "<math>", "<svg>", "\"", "<x ",
		"> [!NOTE]\n", "<h1>", "http://a.b ", "a@b.", "**", "***a", "~~a", "<script>", "[a][", "[a]: b\n", "<![CDATA[", "<?", "\t", "  - a\n", "{#a}",
	} {
		source := []byte(strings.Repeat(part, size/len(part)))
		start := time.Now()
		doc, err := Render(source, Options{})
		if took := time.Since(start); err != nil || took > 5*time.Second {
			t.Errorf("%d bytes of %q take %v, error %v", size, part, took, err)
		}
		for _, problem := range problems(doc.HTML) {
			t.Errorf("%q: %.200s", part, problem)
		}
	}
}
