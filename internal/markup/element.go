package markup

// content says what an element is and what it holds, as far as a browser would otherwise move tags about.
type content uint16

const (
	phrasing   content = 1 << iota // text and what stands among words
	flow                           // blocks
	item                           // of a list
	definition                     // terms and their descriptions
	part                           // of a table
	row
	cell
	column
	source // of a film
	caption
	summary
)

const anything = flow | phrasing

// element is one that authors may write in HTML.
type element struct {
	is, holds   content
	void        bool // has no end tag
	optionalEnd bool // ends by itself where the next begins
	interactive bool // must not stand within a link
	transparent bool // holds what its parent holds
}

// elements are all that pass. Those with their own behaviour are in openers.
var elements = func() map[string]element {
	all := map[string]element{
		"a":          {is: phrasing, transparent: true, interactive: true},
		"audio":      {is: phrasing, holds: source, interactive: true},
		"blockquote": {is: flow, holds: anything},
		"br":         {is: phrasing, void: true},
		"caption":    {is: part, holds: phrasing, optionalEnd: true},
		"col":        {is: column, void: true},
		"colgroup":   {is: part, holds: column, optionalEnd: true},
		"dd":         {is: definition, holds: anything, optionalEnd: true},
		"del":        {is: phrasing, holds: phrasing},
		"details":    {is: flow, holds: anything | summary, interactive: true},
		"div":        {is: flow, holds: anything},
		"dl":         {is: flow, holds: definition},
		"dt":         {is: definition, holds: phrasing, optionalEnd: true},
		"figcaption": {is: caption, holds: anything},
		"figure":     {is: flow, holds: anything | caption},
		"hr":         {is: flow, void: true},
		"img":        {is: phrasing, void: true},
		"li":         {is: item, holds: anything, optionalEnd: true},
		"ol":         {is: flow, holds: item},
		"p":          {is: flow, holds: phrasing, optionalEnd: true},
		"pre":        {is: flow, holds: phrasing, interactive: true},
		"source":     {is: source, void: true},
		"summary":    {is: summary, holds: phrasing},
		"table":      {is: flow, holds: part | row, interactive: true},
		"tbody":      {is: part, holds: row, optionalEnd: true},
		"td":         {is: cell, holds: anything, optionalEnd: true},
		"tfoot":      {is: part, holds: row, optionalEnd: true},
		"th":         {is: cell, holds: phrasing, optionalEnd: true},
		"thead":      {is: part, holds: row, optionalEnd: true},
		"tr":         {is: row, holds: cell, optionalEnd: true},
		"track":      {is: source, void: true},
		"ul":         {is: flow, holds: item},
		"video":      {is: phrasing, holds: source, interactive: true},
		"wbr":        {is: phrasing, void: true},
	}
	for name := range wordSet("h1 h2 h3 h4 h5 h6") {
		all[name] = element{is: flow, holds: phrasing}
	}
	for name := range wordSet(`abbr b cite code dfn em i ins kbd mark q s samp small span strong sub sup time u var`) {
		all[name] = element{is: phrasing, holds: phrasing}
	}
	return all
}()

// hollow elements are dropped with what they hold.
var hollow = wordSet(`applet canvas frameset head iframe math noembed noframes noscript object plaintext script select style svg
	template textarea title xmp`)

// frames show another document.
var frames = wordSet("applet embed frame frameset iframe object")

// needless are known elements that serve no purpose here; what they hold stays. Any other name is no element at all but
// something that an author put between < and >, and is shown.
var needless = wordSet(`address area article aside base basefont bdi bdo big blink body button center data datalist dialog dir embed
	fieldset font footer form frame header hgroup html input label legend link main map marquee menu menuitem meta meter nav nobr
	optgroup option output param picture portal progress rb rp rt rtc ruby search section slot strike tt`)
