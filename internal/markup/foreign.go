package markup

// foreignAlerts are directives of other tools that mean an alert, with the alert's key.
var foreignAlerts = map[string]string{
	"note": "note", "info": "note", "callout": "note", "tip": "tip", "important": "important",
	"warning": "warning", "caution": "caution", "danger": "caution",
}

// foreignDetails are directives of other tools whose content shall not be seen at once, with the label of their title.
var foreignDetails = map[string]string{"solution": "solution", "spoiler": "details", "hint": "tip"}

// foreign walks a directive that other tools know: as the like of it that we have, or for its content alone.
func (p *pass) foreign(n *directive, in place) {
	if key, ok := foreignDetails[n.name]; ok {
		p.collapse(n, in, p.label(key))
		return
	}
	if kind, ok := foreignAlerts[n.name]; ok && n.closed {
		a := p.newAlert(kind)
		moveChildren(a, n)
		n.AppendChild(n, a)
		p.children(a, in)
		return
	}
	if _, known := foreignAlerts[n.name]; !known {
		p.found(n.Pos(), Warning, codeDirectiveUnknown, "directive", n.name)
	}
	p.children(n, in)
}
