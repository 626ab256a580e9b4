package courses_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"aula/courses"
	"aula/internal/markup"
)

// found writes findings as "path:line code".
func found(m *courses.Manuscript, least markup.Severity) string {
	var list []string
	for _, f := range m.Findings {
		if f.Severity >= least {
			list = append(list, strings.TrimPrefix(fmt.Sprintf("%s:%d %s", f.Path, f.Line, f.Code), ":0 "))
		}
	}
	return strings.Join(list, ", ")
}

// outline writes lessons as "module/slug(key)=Title".
func outline(m *courses.Manuscript) string {
	var list []string
	for _, p := range m.Lessons {
		name := p.Slug
		if p.Key != p.Slug {
			name += "(" + p.Key + ")"
		}
		if p.Module != "" {
			name = p.Module + "/" + name
		}
		list = append(list, name+"="+p.Title)
	}
	return strings.Join(list, ", ")
}

const head = "---\ntitle: Corso\nsummary: Un corso.\nlanguage: it\n---\n\nBenvenuti.\n"

func TestLessonsGetTheirNamesAndTheirOrder(t *testing.T) {
	for _, row := range []struct {
		name  string
		files folder
		want  string
	}{
		{"numbers order and are no part of a name", folder{"course.md": head, "2-due.md": "# Due", "10-dieci.md": "# Dieci", "1. uno.md": "# Uno"},
			"uno=Uno, due=Due, dieci=Dieci"},
		{"front matter says otherwise", folder{"course.md": head, "01-a.md": "---\nid: primo.id\nslug: la-prima\ntitle: Prima\nminutes: 5\n---\n# A"},
			"la-prima(primo.id)=Prima"},
		{"an id leaves the address to the file's name", folder{"course.md": head, "01-che-cosa-e.md": "---\nid: spid\n---\n# Che cos'è"},
			"che-cosa-e(spid)=Che cos'è"},
		{"folders are modules, files come first", folder{"course.md": head, "z.md": "# Z", "02-livelli/01-a.md": "# A", "appendice/b.md": "# B"},
			"Livelli/a=A, z=Z, Appendice/b=B"},
		{"a README takes its folder's name, its title is the module's", folder{"course.md": head, "01-tre-livelli/README.md": "# I tre livelli", "01-tre-livelli/x.md": "# X"},
			"I tre livelli/tre-livelli=I tre livelli, I tre livelli/x=X"},
		{"the same name but for the number keeps the number", folder{"course.md": head, "01-intro.md": "# A", "02-intro.md": "# B"},
			"intro(01-intro)=A, 02-intro=B"},
		{"titles come from first headings", folder{"README.md": "# Corso", "a.md": "## Livello due\n\nTesto", "b.md": "Testo\n====\n\nAltro", "c.md": "Senza titolo"},
			"a=Livello due, b=Testo, c=C"},
		{"a heading that every page opens with is no title", folder{"README.md": "# Corso", "una_cosa.md": "### Introduction\n\nTesto", "altra.md": "### Introduction\n\nTesto"},
			"altra=Altra, una-cosa(una_cosa)=Una cosa"},
		{"a heading in code is no title", folder{"README.md": "# Corso", "a.md": "```sh\n# commento\n```\n\nTesto"}, "a=A"},
		{"names in a plain repository give way", folder{"README.md": "# Corso", "linux/install.md": "# L", "mac/install.md": "# M", "mac/uso.md": "# U"},
			"Linux/install(linux-install)=L, Mac/mac-install=M, Mac/uso=U"},
		{"what speaks about the repository is no lesson", folder{"README.md": "# Corso", "CONTRIBUTING.md": "# No", "docs/LICENSE.md": "# No", "a.md": "# A", "docs/licence.md": "# La licenza"},
			"a=A, Docs/licence=La licenza"},
		{"assets hold no lessons", folder{"course.md": head, "a.md": "# A", "assets/nota.md": "# No", "x/assets/y.md": "# No"}, "a=A"},
		{"addresses that the academy needs are left free", folder{"course.md": head, "quizzes.md": "# Q"}, "quizzes-2(quizzes)=Q"},
		{"accents and spaces", folder{"course.md": head, "Perché no.md": "# P"}, "perche-no(Perche-no)=P"},
	} {
		t.Run(row.name, func(t *testing.T) {
			m := compose(t, "corso", row.files)
			if got := outline(m); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
			if errs := found(m, markup.Error); errs != "" {
				t.Errorf("errors: %s", errs)
			}
		})
	}
}

func TestWhatIsWrongIsToldWithFileAndLine(t *testing.T) {
	lesson := "# A\n\nTesto."
	for _, row := range []struct {
		name  string
		files folder
		want  string // warnings and errors
	}{
		{"a clean course", folder{"course.md": head, "a.md": lesson}, ""},
		{"wrong types", folder{"course.md": "---\ntitle: [a]\nhours: molte\ncertificate: forse\nskills: {a: b}\n---\n", "a.md": lesson},
			"course.md:1 course.no_title, course.md:2 front.not_a_text, course.md:3 front.not_a_number, course.md:4 front.not_a_truth, course.md:5 front.not_a_list"},
		{"unknown keys", folder{"course.md": "---\ntitle: C\ncolore: blu\n---\n", "a.md": "---\nautore: io\n---\n" + lesson},
			"course.md:3 front.unknown, a.md:2 front.unknown"},
		{"broken YAML", folder{"course.md": "---\ntitle: C\nsummary: a: b\n---\n# C", "a.md": lesson}, "course.md:3 front.syntax"},
		{"a front matter without an end", folder{"course.md": head, "a.md": "---\ntitle: A\n\n# A"}, "a.md:1 front.unclosed"},
		{"the same key twice", folder{"course.md": "---\ntitle: C\ntitle: D\n---\n", "a.md": lesson}, "course.md:3 front.twice"},
		{"values that are none", folder{"course.md": "---\ntitle: C\nlanguage: italiano\naudience: tutti\nskills: [spid]\nrequires: [Un corso]\nslug: Il Corso\n---\n", "a.md": lesson},
			"course.md:3 course.bad_language, course.md:4 course.bad_audience, course.md:5 course.bad_skill, course.md:6 course.bad_requirement, course.md:7 course.bad_slug"},
		{"an area that is none, and a truth that is none", folder{"course.md": "---\ntitle: C\narea: digitale\ncompulsory: forse\n---\n", "a.md": lesson},
			"course.md:3 course.bad_area, course.md:4 front.not_a_truth"},
		{"an id twice, with both places", folder{"course.md": head, "a.md": "---\nid: x\n---\n# A\n\nT", "m/b.md": "---\ntitle: B\nid: x\n---\n# B\n\nT"}, "m/b.md:3 course.id_twice"},
		{"a name twice, with both places", folder{"course.md": head, "m/a.md": lesson, "n/a.md": lesson}, "n/a.md:1 course.id_twice"},
		{"a slug twice", folder{"course.md": head, "a.md": "---\nslug: x\n---\n# A\n\nT", "b.md": "---\nslug: x\n---\n# B\n\nT"}, "b.md:2 course.slug_twice"},
		{"an id that cannot be one", folder{"course.md": head, "a.md": "---\nid: a b\n---\n# A\n\nT"}, "a.md:2 course.bad_id"},
		{"no lesson", folder{"course.md": head}, "course.no_lessons"},
		{"a lesson without text", folder{"course.md": head, "a.md": "# A\n"}, "a.md:1 lesson.empty"},
		{"text of old Windows", folder{"course.md": head, "a.md": "# A\n\nperch\xe9\n", "b.md": lesson}, "a.md:3 text.not_utf8"},
		{"a picture under a text's name", folder{"course.md": head, "a.md": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "b.md": lesson}, "a.md:0 text.not_text"},
		{"text of two bytes a letter", folder{"course.md": head, "a.md": "\xff\xfe#\x00 \x00A\x00", "b.md": lesson}, "a.md:1 text.not_utf8"},
		{"a circle of one", folder{"course.md": "---\ntitle: C\nrequires: [corso]\n---\n", "a.md": lesson}, "course.md:3 course.cycle"},
		{"completion asks for what is not there", folder{"course.md": "---\ntitle: C\ncomplete:\n  lessons: [a, b]\n  quizzes:\n    - id: q\n---\n", "a.md": lesson},
			"course.md:4 complete.no_lesson, course.md:6 complete.no_quiz"},
		{"hours that the lessons do not fill", folder{"course.md": "---\ntitle: C\nhours: 4\n---\n", "a.md": "---\nminutes: 20\n---\n" + lesson}, "course.md:3 course.hours"},
		{"a certificate without hours", folder{"course.md": "---\ntitle: C\ncertificate: true\n---\n", "a.md": lesson}, "course.md:1 course.no_hours"},
		{"an objective that no course has", folder{"course.md": head, "a.md": lesson, "quiz.md": "## Due più due? {objective=conti}\n\n= 4\n"}, "quiz.md:1 course.no_objective"},
		{"links, pictures and scripts", folder{"course.md": head, "m/a.md": "# A\n\n[x](../../fuori.md) [y](manca.md)\n\n![z](no.png)\n\n![w](https://altrove.example/a.png)\n\n[j](ftp://x/y)\n\n<script>1</script>\n"},
			"m/a.md:3 link.leaves, m/a.md:3 missing.link, m/a.md:5 missing.image, m/a.md:7 remote.image, m/a.md:9 markup.address_refused, m/a.md:11 markup.script_dropped"},
		{"a quiz with an error in the middle", folder{"course.md": head, "a.md": lesson, "quiz.gift": "::A:: Uno? {=1 ~2}\n\n::B:: Rotta {=1\n\n::C:: Tre? {=3 ~4}\n"}, "quiz.gift:3 quiz.gift_not_closed"},
	} {
		t.Run(row.name, func(t *testing.T) {
			m := compose(t, "corso", row.files)
			if got := found(m, markup.Warning); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

func TestAPlainRepositoryIsNeverRefusedForItsLinks(t *testing.T) {
	m := compose(t, "repo", folder{
		"README.md":   "---\nlayout: home\nhours: tante\n---\n# Corso\n\n<script>1</script> [x](../../fuori.md)\n",
		"a.md":        "---\nlayout: page\nteaching: 10\nexercises: 5\n---\n# A\n\n[j](javascript:1) ![z](no.png) $$\\rotta\n",
		"quiz-app.md": "# Fai un quiz\n\nCostruisci un'app.\n",
	})
	if errs := found(m, markup.Error); errs != "" {
		t.Errorf("errors: %s", errs)
	}
	if m.Lessons[0].Minutes != 15 || len(m.Quizzes) != 0 || len(m.Lessons) != 2 {
		t.Errorf("got %s, %d quizzes", outline(m), len(m.Quizzes))
	}
}

func TestLinksAndPicturesGoOnWorking(t *testing.T) {
	files := folder{
		"course.md": head + "[prima](01-a.md)\n", "01-a.md": "# A\n\n## Sezione\n", "02-mod/README.md": "# M\n", "02-mod/b.md": "# B\n",
		"assets/una mappa.svg": "<svg/>", "02-mod/scheda.pdf": "%PDF", "quiz-finale.md": "---\nid: finale\n---\n## Due più due?\n\n= 4\n",
	}
	m := compose(t, "corso", files)
	sum := map[string]string{}
	for _, f := range m.Files {
		sum[f.Path] = "?v=" + f.SHA256[:16]
	}
	for _, row := range []struct{ written, want string }{
		{"01-a.md", "/courses/corso/a"}, {"./01-a.md#sezione", "/courses/corso/a#s-sezione"}, {"02-mod/b.md", "/courses/corso/b"},
		{"02-mod", "/courses/corso/mod"}, {"02-mod/", "/courses/corso/mod"}, {"01-a", "/courses/corso/a"}, {"01-a.html", "/courses/corso/a"},
		{"/02-mod/b.md", "/courses/corso/b"}, {"course.md", "/courses/corso"}, {".", "/courses/corso"}, {"quiz-finale.md", "/courses/corso/quizzes/quiz-finale"},
		{"assets/una%20mappa.svg", "/courses/corso/files/assets/una%20mappa.svg" + sum["assets/una mappa.svg"]},
		{`assets\una%20mappa.svg`, "/courses/corso/files/assets/una%20mappa.svg" + sum["assets/una mappa.svg"]},
		{"Assets/Una%20Mappa.SVG", "/courses/corso/files/assets/una%20mappa.svg" + sum["assets/una mappa.svg"]},
		{"02-mod/scheda.pdf#page=2", "/courses/corso/files/02-mod/scheda.pdf" + sum["02-mod/scheda.pdf"] + "#page=2"},
		{"https://www.spid.gov.it", "https://www.spid.gov.it"}, {"mailto:aiuto@comune.example", "mailto:aiuto@comune.example"}, {"/courses/pec", "/courses/pec"},
	} {
		with := maps.Clone(files)
		with["01-x.md"] = "# X\n\n[dove](<" + row.written + ">)\n"
		page := compose(t, "corso", with)
		at := slices.IndexFunc(page.Lessons, func(p courses.Page) bool { return p.Key == "x" })
		if want := `href="` + row.want + `"`; !strings.Contains(page.Lessons[at].HTML, want) {
			t.Errorf("%s: %q lacks %s", row.written, page.Lessons[at].HTML, want)
		}
	}
}

func TestALinkToAHeadingThatIsNotThereIsNoted(t *testing.T) {
	m := compose(t, "corso", folder{"course.md": head, "a.md": "# A\n\n## Perché usarlo\n", "b.md": "# B\n\n[x](a.md#perche-usarlo) [y](a.md#altro)\n"})
	if got := found(m, markup.Note); got != "b.md:3 link.no_anchor" {
		t.Errorf("got %s", got)
	}
}

func TestWhatCompletesACourseIsReadByAnyName(t *testing.T) {
	m := compose(t, "corso", folder{
		"course.md": "---\ntitle: C\nlanguage: it\nsummary: S\ncomplete:\n  lessons: [primo, 02-due, tre.md]\n  quizzes: [quiz-finale, {id: 05-quiz-prova, pass: 80}]\n" +
			"  presence: [{webinar: incontro, percent: 75}]\n---\n",
		"01-uno.md": "---\nid: primo\n---\n# 1\n\nT", "02-due.md": "# 2\n\nT", "tre.md": "# 3\n\nT",
		"quiz-finale.md": "---\npass: 50\n---\n## Due più due?\n\n= 4\n", "05-quiz-prova.md": "## Tre più tre?\n\n= 6\n",
	})
	if errs := found(m, markup.Warning); errs != "" {
		t.Fatalf("findings: %s", errs)
	}
	var got []string
	for _, r := range m.Rule.Requirements(nil) {
		got = append(got, fmt.Sprintf("%s %d", r, r.Threshold))
	}
	want := "lesson:primo 0, lesson:due 0, lesson:tre 0, quiz:quiz-finale 50, quiz:quiz-prova 80, presence:incontro 75"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	for _, q := range m.Quizzes {
		if q.Key == "quiz-prova" && q.Settings.Pass != 80 {
			t.Errorf("the course's percent is not the quiz's: %v", q.Settings.Pass)
		}
	}
}

func TestTheLanguageIsGuessedFromTheTexts(t *testing.T) {
	for want, text := range map[string]string{
		"it": "Questo è il corso che ti insegna come si fa, con gli esempi della vita di ogni giorno e anche più.",
		"en": "This is the course that will teach you how to do it, with examples from your daily life.",
		"de": "Das ist der Kurs, mit dem sie lernen, wie man es macht, und nicht nur für einen Tag.",
		"fr": "Le cours vous apprend comment faire, avec des exemples dans la vie et pour tous les jours.",
		"sl": "To je tečaj, ki vas uči, kako se dela, z zgledi za vsak dan, in ne samo enkrat.",
	} {
		if m := compose(t, "repo", folder{"a.md": "# A\n\n" + text}); m.Language != want {
			t.Errorf("%s was taken for %s", want, m.Language)
		}
	}
}

func TestHardTextsForResidentsAreNoted(t *testing.T) {
	hard := strings.Repeat("L'amministrazione procedente provvede all'acquisizione d'ufficio delle informazioni oggetto delle dichiarazioni sostitutive, "+
		"nonché di tutti i dati e documenti che siano in possesso delle pubbliche amministrazioni, previa indicazione, da parte dell'interessato, degli elementi indispensabili. ", 4)
	for audience, want := range map[string]bool{"residents": true, "employees": false} {
		m := compose(t, "corso", folder{"course.md": "---\ntitle: C\nlanguage: it\naudience: " + audience + "\n---\n", "a.md": "# A\n\n" + hard})
		if got := strings.Contains(found(m, markup.Note), "lesson.hard_to_read"); got != want {
			t.Errorf("%s: noted %v, want %v", audience, got, want)
		}
	}
}

func TestACircleOfCoursesIsNamed(t *testing.T) {
	with := func(slug, requires string) *courses.Manuscript {
		return compose(t, slug, folder{"course.md": "---\ntitle: C\nlanguage: it\nsummary: S\nrequires: [" + requires + "]\n---\n", "a.md": "# A\n\nT"})
	}
	a, b, c := with("a", "b"), with("b", "c"), with("c", "a")
	if err := courses.CheckRequires(nil, a, b, c); err != nil {
		t.Fatal(err)
	}
	for _, m := range []*courses.Manuscript{a, b, c} {
		if found(m, markup.Error) != "course.md:5 course.cycle" {
			t.Errorf("%s: %s", m.Slug, found(m, markup.Note))
		}
	}
	if got := a.Findings[0].Values["cycle"]; got != "a → b → c → a" {
		t.Errorf("the circle is %v", got)
	}
	if d := with("d", "a"); courses.CheckRequires(nil, d, a) != nil || found(d, markup.Error) != "" {
		t.Errorf("who only leads into it: %s", found(d, markup.Error))
	}
}
