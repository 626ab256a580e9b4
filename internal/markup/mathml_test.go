package markup

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestFormulasAreReadAsTheyAreSpoken(t *testing.T) {
	for _, row := range []struct{ tex, spoken, problem string }{
		{`x`, "x", ""},
		{`a^2+b^2=c^2`, "a² + b² = c²", ""},
		{`x_1`, "x₁", ""},
		{`x_{i+1}`, "x_(i + 1)", ""},
		{`\frac{a+b}{2}`, "(a + b)/2", ""},
		{`\sqrt{2}`, "√2", ""},
		{`\sqrt[3]{x+1}`, "³√(x + 1)", ""},
		{`f(x)`, "f(x)", ""},
		{`a \le b`, "a ≤ b", ""},
		{`x<y`, "x < y", ""},
		{`\text{se } a<b`, "se a < b", ""},
		{`\text{a<b & c}`, "a<b & c", ""},
		{`[0, 1)`, "[0, 1)", ""},
		{`]0, 1[ x)`, "]0, 1[x)", ""},
		{`\sqrt[3]{(x]}`, "³√(x]", ""},
		{`50\%`, "50 %", ""},
		{`\begin{matrix}a&b\\c&d\end{matrix}`, "a, b; c, d", ""},
		{`\left(\frac{1}{2}\right)`, "(1/2)", ""},
		{``, "", "syntax"},
		{`{x`, "", "syntax"},
		{`x}`, "", "syntax"},
		{`\left(x`, "", "syntax"},
		{`\begin{matrix}a`, "", "syntax"},
		{`\begin{matrix}a\end{cases}`, "", "syntax"},
		{`\frac{a}`, "", "frac"},
		{`\nonesiste`, "", "nonesiste"},
		{`\href{javascript:alert(1)}{x}`, "", "href"},
		{`\class{"><script>}{x}`, "", "class"},
		{`\ce{H2O}`, "", "ce"},
		{`\begin{tabular}x\end{tabular}`, "", "tabular"},
	} {
		_, spoken, problem := mathML(row.tex, false)
		if spoken != row.spoken || problem != row.problem {
			t.Errorf("%s: said %q, problem %q; want %q, %q", row.tex, spoken, problem, row.spoken, row.problem)
		}
	}
}

func TestEveryKnownCommandRenders(t *testing.T) {
	two := wordSet("frac dfrac tfrac binom")
	one := wordSet(`sqrt hat bar vec dot ddot tilde overline underline widehat widetilde overbrace underbrace overrightarrow operatorname pmod mathrm
		mathbf mathit mathbb mathcal mathfrak mathsf mathtt boldsymbol text textrm textbf textit mbox`)
	for name := range texCommands {
		tex := `a \` + name + ` b`
		switch {
		case two[name]:
			tex = `\` + name + `{a}{b}`
		case one[name]:
			tex = `\` + name + `{a}`
		case name == "left" || name == "right" || name == "middle":
			tex = `\left(a\middle|b\right)`
		case strings.HasPrefix(strings.ToLower(name), "big") && len(name) <= 5 && name != "bigop":
			tex = `\` + name + `( a`
		case name == "begin" || name == "end":
			continue
		case name == "limits" || name == "nolimits":
			tex = `\sum\` + name + `_a^b`
		case name == "not":
			tex = `a \not= b`
		}
		if math, _, problem := mathML(tex, true); problem != "" || len(problems(math)) > 0 {
			t.Errorf("%s: problem %s, %q", tex, problem, math)
		}
	}
	for name := range texEnvironments {
		argument := ""
		if name == "array" {
			argument = "{cc}"
		}
		tex := `\begin{` + name + `}` + argument + `a & b \\ c & d\end{` + name + `}`
		if math, _, problem := mathML(tex, true); problem != "" || len(problems(math)) > 0 || !strings.Contains(math, "<mtable") {
			t.Errorf("%s: problem %s, %q", tex, problem, math)
		}
	}
}

func TestAFormulaIsTheSameEveryTime(t *testing.T) {
	const tex = `\sum_{i=1}^n \left(\frac{\mathrm{d}x}{x_i}\right)`
	first, _, _ := mathML(tex, true)
	for range 20 {
		if again, _, _ := mathML(tex, true); again != first {
			t.Fatalf("%s\nand then\n%s", first, again)
		}
	}
}

func FuzzFormula(f *testing.F) {
	for _, seed := range []string{
		`a^2+b^2`, `\frac{a}{b}`, `\text{<b>}`, `\begin{cases}a&b\\c\end{cases}`, `\left[x\right)`, `\sqrt[n]{x}`, `\ce{H2O}`, `\hat{x}\vec{y}`,
		`\newcommand{\a}{\a}\a`, `\def\x#1{#1}\x{y}`, `{a \over b}`, `x'^2_3`, `\mathbb{R}`, `\overbrace{x}^{y}`, `\color{red}x`, `\\`, `&`, `^_^_`,
		`\operatorname{sen}x`, `\lim_{x\to0}`, `\binom{n}{k}`, `\not=`, `\middle|`, `a\choose b`, `\limits`, `\substack{a\\b}`, `\char"41`,
	} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, tex string, display bool) {
		patience := time.AfterFunc(20*time.Second, func() { panic(fmt.Sprintf("no end of %q", tex)) })
		defer patience.Stop()
		math, _, problem := mathML(tex, display)
		if problem != "" {
			if math != "" {
				t.Errorf("%q: problem %s with %q", tex, problem, math)
			}
			return
		}
		for _, found := range problems(math) {
			t.Errorf("%s\nin %q\nfrom %q", found, math, tex)
		}
	})
}
