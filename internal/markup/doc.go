// Package markup turns what authors write in Markdown into HTML that may be shown as it is, plain text for search and reading
// aloud, and findings that say what was dropped and on which line. Render does all of it; FrontMatter comes before, Gulpease
// after. It knows no courses, pages or addresses: who calls it resolves references and translates findings.
//
// # Syntax
//
// CommonMark, with GitHub's tables, ~~strikethrough~~, addresses that become links by themselves, and task lists ("- [ ] to do",
// "- [x] done"); footnotes ("text[^1]" and, on a line of its own, "[^1]: note"); definition lists ("Term" and below it
// ": description"). Beyond these:
//
// Headings. The first heading of level 1 is the document's title. All others are shown as an outline without gaps that begins at
// level 2, whatever levels were written. Each has an id made of its words without accents; "## Words {#place}" gives another.
// "[text](#words-of-the-heading)" leads there, with accents or without, and so does "[text](other.md#words)".
//
// Places. "[text]{#place}" gives the text an id, and "[text](#place)" leads there.
//
// Images. "![alternative text](file.png)", and right behind it, if need be, "{width=640 height=360}" in pixels. An image alone in a
// paragraph with a title, "![alternative text](file.png "Caption")", is a figure.
//
// Alerts. A quotation whose first line is [!NOTE], [!TIP], [!IMPORTANT], [!WARNING] or [!CAUTION] alone, in any case:
//
//	> [!TIP]
//	> Text, lists and all else.
//
// Code. Fenced blocks with a language are coloured; a language that is not known leaves them plain.
//
// Formulas, in the TeX of texCommands. "$x^2$" within a line: the first $ stands behind no letter or digit and before no
// white space, the second behind no white space and before no letter or digit, and what is in between is no prose; so "5 $ e 10 $"
// and "$5, cioè 5$" stay what they are, and "\$" is always a dollar. "$$x^2$$" stands out, within a line or on lines of its
// own, where it may span several but no empty one. A fenced block of the language "math" is a formula too. One that cannot be
// read is shown as code, with a finding.
//
// Directives. A line that begins with three colons, and a name:
//
//	:::details Title
//	Anything, which the reader opens by a click. Details nest.
//	:::
//
//	:::video film.mp4 "Title" captions=film.vtt captions=film.en.vtt poster=film.jpg width=1280 height=720
//	The transcript, in Markdown. It may be empty.
//	:::
//
//	:::download file.pdf "Title"
//
//	:::quiz KEY "Title"
//
// Blocks, which are details and video, end with a line of three or more colons alone; it ends the innermost block that is open. Download and
// quiz are one line and end with it. The title of download, quiz and video may be left out. A file whose name has white space goes between < and >; titles
// and values with white space go between quotation marks, "straight", “curly” or «angular». Captions are in the language that
// the end of their name says (film.en.vtt), or in the text's. A video that is no file (mp4, m4v, webm, ogv, mov) becomes a
// link. A video block without its end ends at once, so that no text hides in it; details without their end stay open.
// Directives of other tools are read as far as there is a like: note, info, callout, tip, important, warning, caution and danger
// as alerts; solution, spoiler and hint as details; of any other, the content. "::: {.name #id}" counts as ":::name".
//
// HTML. Elements that give text its form pass, with the attributes that mean something: headings, p, div, lists, dl, table and
// its parts, blockquote, pre, code, details and summary, figure and figcaption, img, a, video, audio, source, track, abbr, b, cite, del,
// dfn, em, i, ins, kbd, mark, q, s, samp, small, span, strong, sub, sup, time, u, var, br, hr, wbr; MathML within <math>. Their
// id serves as a place to lead to, as does <a name>; align left, center or right is kept. Of other elements the content remains; of
// scripts, styles, frames, objects, drawings and form fields with text of their own, nothing. Attributes that run a
// script or set a style go. A name between < and > that HTML does not know is shown. Markdown goes on between tags behind an empty
// line. What is left open is closed where the surrounding block ends.
//
// # What comes out
//
// HTML5, well formed whatever came in: each element closed within the block in which it began, nothing where a browser would move
// it, ids unique. It needs no script and no style attribute. The renderers of this package write known tags and
// escape all else; HTML by authors passes bluemonday's policy tag by tag and a stack of open elements (rawStack); MathML is
// written anew from a list of elements; so nothing has to be sanitised afterwards, and FuzzRender holds every output against a checker that
// shares none of this.
//
// Classes, for the style sheet: Bootstrap Italia's callout (with note, success, important, warning or danger, and callout-title),
// table, table-responsive, text-start, text-center, text-end, img-fluid, figure, figure-caption, card, card-body; our own
// formula, details, transcript, video, download, download-link, quiz-card, quiz-link, footnotes, footnote-ref, footnote-backref; for
// code, chroma and those that class in colour.go lists.
//
// Every id begins with Options.Prefix and then "s-" for places that authors name, "fn-" and "fnref-" for footnotes.
package markup
