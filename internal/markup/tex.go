package markup

import (
	"regexp"
	"strings"
)

// texCommands are the commands that formulas may have. Others are refused by name: some of what treeblood knows beyond them loads
// addresses, defines macros, or does not end.
var texCommands = wordSet(`
	alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma varsigma tau
	upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
	frac dfrac tfrac binom sqrt sum prod coprod int iint iiint oint lim limsup liminf max min sup inf bigcup bigcap bigoplus bigotimes
	sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp det dim ker gcd deg hom Pr operatorname bmod pmod
	cdot times div pm mp ast star circ bullet oplus ominus otimes odot wedge vee cap cup setminus
	le leq ge geq ne neq lt gt ll gg approx equiv sim simeq cong propto mid parallel perp in notin ni subset subseteq supset supseteq
	forall exists nexists neg lnot land lor emptyset varnothing infty partial nabla Re Im aleph hbar ell angle triangle prime degree
	to gets leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow uparrow downarrow mapsto implies iff
	longrightarrow longleftarrow therefore because
	hat bar vec dot ddot tilde overline underline widehat widetilde overbrace underbrace overrightarrow
	left right middle big Big bigg Bigg bigl bigr Bigl Bigr langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert
	mathrm mathbf mathit mathbb mathcal mathfrak mathsf mathtt boldsymbol text textrm textbf textit mbox
	quad qquad ldots cdots vdots ddots dots displaystyle textstyle limits nolimits not begin end`)

// texEnvironments are those that may stand between begin and end.
var texEnvironments = wordSet("matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix cases aligned align align* array")

var texCommand = regexp.MustCompile(`\\([a-zA-Z]+)`)

// unknownCommand returns the first command or environment of a formula that is not known, or "".
func unknownCommand(tex string) string {
	tex = strings.ReplaceAll(tex, `\\`, " ")
	for _, match := range texCommand.FindAllStringSubmatchIndex(tex, -1) {
		name := tex[match[2]:match[3]]
		if !texCommands[name] {
			return name
		}
		if name != "begin" && name != "end" {
			continue
		}
		argument, _, closed := strings.Cut(strings.TrimSpace(tex[match[3]:]), "}")
		if argument = strings.TrimPrefix(argument, "{"); !closed || !texEnvironments[argument] {
			return argument
		}
	}
	return ""
}

// bracket finds brackets that stand for themselves, passing over whatever has brackets as part of a command.
var bracket = regexp.MustCompile(`\\(?:left|right|middle|[bB]igg?[lr]?)\s*(?:\\.|.)|\\(?:text|mbox)[a-z]*\s*\{[^{}]*\}|\\sqrt\s*\[[^\[\]]*\]|\\.|[()\[\]]`)

// nameBrackets gives the closing brackets that match none before them, as in [0, 1), their names. treeblood would write a
// warning about them on the standard error.
func nameBrackets(tex string) string {
	var open []string
	return bracket.ReplaceAllStringFunc(tex, func(found string) string {
		switch found {
		case "(", "[":
			open = append(open, found)
		case ")", "]":
			if n := len(open); n > 0 && open[n-1]+found != "(]" && open[n-1]+found != "[)" {
				open = open[:n-1]
			} else {
				return map[string]string{")": `\rparen `, "]": `\rbrack `}[found]
			}
		}
		return found
	})
}
