package markup

import "strings"

// speech follows the elements of a formula and puts it into one line that can be read: "x² + 1", "(a + b)/2", "√2".
type speech struct {
	stack   []spokenElement
	skipped int    // depth within an annotation
	said    string // the whole formula
	problem string
}

// spokenElement is an open element with what its children say.
type spokenElement struct {
	name  string
	parts []string
}

// open enters an element and tells whether it shall be written.
func (s *speech) open(name string) bool {
	switch {
	case s.skipped > 0 || name == "annotation":
		s.skipped++
	case name == "semantics":
	case !mathElements[name] && name != "merror":
		s.problem = "syntax"
	default:
		s.stack = append(s.stack, spokenElement{name: name})
		return name != "merror"
	}
	return false
}

// text takes an element's text and tells whether it shall be written.
func (s *speech) text(text string) bool {
	if s.skipped > 0 || strings.TrimSpace(text) == "" {
		return false
	}
	if len(s.stack) == 0 {
		s.problem = "syntax"
		return false
	}
	top := &s.stack[len(s.stack)-1]
	if top.name == "merror" {
		s.problem = strings.TrimSpace(text)
		return false
	}
	top.parts = append(top.parts, text)
	return true
}

// close leaves an element and tells whether it shall be written.
func (s *speech) close(name string) bool {
	if s.skipped > 0 {
		s.skipped--
		return false
	}
	if name == "semantics" {
		return false
	}
	if len(s.stack) == 0 || s.stack[len(s.stack)-1].name != name || name == "merror" {
		s.problem = "syntax"
		return false
	}
	said := s.stack[len(s.stack)-1].say()
	s.stack = s.stack[:len(s.stack)-1]
	if len(s.stack) == 0 {
		s.said += said
	} else {
		top := &s.stack[len(s.stack)-1]
		top.parts = append(top.parts, said)
	}
	return true
}

// end returns the whole formula in one line.
func (s *speech) end() string {
	if len(s.stack) > 0 || s.skipped > 0 {
		s.problem = "syntax"
	}
	return strings.Join(strings.Fields(s.said), " ")
}

// part is what the nth child says.
func (e spokenElement) part(n int) string {
	if n < len(e.parts) {
		return strings.TrimSpace(e.parts[n])
	}
	return ""
}

func (e spokenElement) say() string {
	whole := strings.Join(e.parts, "")
	switch e.name {
	case "mo":
		return operator(e.part(0))
	case "mtext":
		return " " + e.part(0) + " "
	case "mspace":
		return " "
	case "mfrac":
		return group(e.part(0)) + "/" + group(e.part(1))
	case "msqrt":
		return "√" + group(strings.TrimSpace(whole))
	case "mroot":
		return raise(e.part(1), superscripts, "") + "√" + group(e.part(0))
	case "msup", "mover":
		return e.part(0) + raise(e.part(1), superscripts, "^")
	case "msub", "munder":
		return e.part(0) + raise(e.part(1), subscripts, "_")
	case "msubsup":
		return e.part(0) + raise(e.part(1), subscripts, "_") + raise(e.part(2), superscripts, "^")
	case "munderover":
		return e.part(0) + raise(e.part(1), subscripts, "_") + raise(e.part(2), superscripts, "^") + " "
	case "mtd":
		return whole + ", "
	case "mtr":
		return strings.TrimSuffix(strings.TrimSpace(whole), ",") + "; "
	case "mtable":
		return strings.TrimSuffix(strings.TrimSpace(whole), ";")
	default:
		return whole
	}
}

// operator puts white space around a sign as printers do. The invisible ones, of functions and products, need none.
func operator(sign string) string {
	switch {
	case sign == "," || sign == ";":
		return sign + " "
	case strings.ContainsAny(sign, "()[]{}|.!′\u2061\u2062"):
		return sign
	default:
		return " " + sign + " "
	}
}

// group puts parentheses around what is more than one sign or number.
func group(text string) string {
	if strings.ContainsAny(text, " /+-") {
		return "(" + text + ")"
	}
	return text
}

var (
	superscripts = []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")
	subscripts   = []rune("₀₁₂₃₄₅₆₇₈₉")
)

// raise writes a number in small figures, and anything else behind a sign.
func raise(text string, figures []rune, sign string) string {
	var small strings.Builder
	for _, r := range text {
		if r < '0' || r > '9' {
			return sign + group(text)
		}
		small.WriteRune(figures[r-'0'])
	}
	return small.String()
}
