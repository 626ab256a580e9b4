package markup

// quiz walks ":::quiz KEY "Title"": a card that leads to a quiz. Without an address it vanishes.
func (p *pass) quiz(n *directive) {
	a := p.read(n)
	if a.target == "" {
		p.missing(n, "key")
		return
	}
	address, ok := p.resolve("quiz", a.target, p.lines.at(n.Pos()))
	if !ok {
		return
	}
	title := a.title
	if title == "" {
		title = p.label("quiz")
	}
	n.before = `<div class="card quiz-card"><div class="card-body"><a class="quiz-link" href="` + address + `"` + external(address) + `>` +
		escapeText(title) + "</a></div></div>\n"
	p.text.add([]byte(title))
	p.text.end(2)
}
