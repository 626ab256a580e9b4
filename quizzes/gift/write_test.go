package gift

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aula/internal/markup"
	"aula/quizzes"
)

// differ tells in words how two quizzes differ, empty where they mean the same.
func differ(a, b quizzes.Quiz) string {
	if a.Key != b.Key || a.Title != b.Title || a.Slug != b.Slug || a.Intro.Plain != b.Intro.Plain {
		return fmt.Sprintf("%q %q %q %q is read as %q %q %q %q", a.Key, a.Slug, a.Title, a.Intro.Source, b.Key, b.Slug, b.Title, b.Intro.Source)
	}
	if x, y := fmt.Sprintf("%+v", plainSettings(a.Settings)), fmt.Sprintf("%+v", plainSettings(b.Settings)); x != y {
		return x + "\nis read as\n" + y
	}
	if len(a.Questions) != len(b.Questions) {
		return fmt.Sprintf("%d questions are read as %d", len(a.Questions), len(b.Questions))
	}
	for i, q := range a.Questions {
		if other := b.Questions[i]; !same(q, other) || q.Body.Category != other.Body.Category {
			return fmt.Sprintf("%+v\nis read as\n%+v", q, other)
		}
	}
	return ""
}

func plainSettings(s quizzes.Settings) quizzes.Settings {
	s.Draws, s.Bands = slices.Clone(s.Draws), slices.Clone(s.Bands)
	for i := range s.Draws {
		s.Draws[i].Line = 0
	}
	for i := range s.Bands {
		s.Bands[i].Text = quizzes.Text{Source: s.Bands[i].Text.Source}
	}
	return s
}

func roundTrip(t *testing.T, quiz quizzes.Quiz) string {
	t.Helper()
	written, err := Write(quiz)
	if err != nil {
		t.Fatal(err)
	}
	again, found := Parse(written, quizzes.Options{Key: "altro"})
	for _, f := range found {
		if f.Severity == markup.Error && strings.HasPrefix(f.Code, "quiz.") {
			t.Errorf("what was written is wrong at line %d: %s\n%s", f.Line, f.Code, written)
		}
	}
	if d := differ(quiz, again); d != "" {
		t.Errorf("%s\n%s", d, written)
	}
	return string(written)
}

// inMarkdown are questions of every type, with what GIFT says of them: all, a part, or nothing; and what of all of it stands in comments.
var inMarkdown = []struct{ name, source, form, aside string }{
	{"single", "## Quale? {#a points=2 objective=x skill=digcomp-2.2:2.3 category=Reti/Wi-Fi}\n\nGuarda **qui**.\n\n- [x] questa = ~ # { } :: \\\n  > Sì.\n- [ ] quella {weight=50}\n\n> Per tutti.", "all", "points"},
	{"multiple in thirds", "## Quali? {#a partial=false shuffle=false}\n- [x] a\n- [x] b\n- [x] c\n- [ ] d", "all", "partial, shuffle"},
	{"true or false", "## Vero? {#a penalty=0,5}\n- [x] Vero\n- [ ] Falso\n  > No.", "all", "penalty"},
	{"words", "## Come? {#a case=true penalty=0,25 title=\"Un: titolo\"}\n= PEC\n= posta* {weight=50}\n> Quasi.", "all", "penalty, case"},
	{"words with a remark for others", "## Come? {#a}\n= PEC\n~\n> Riprova.", "part", ""},
	{"numbers", "## Quanto? {#a}\n= 42\n= 40 ± 0,5 {weight=50}\n= 1..2\n~\n> Riprova.", "all", ""},
	{"numbers with units", "## Quanto? {#a units=\"km|chilometri; m=0,001\" unit=required}\n= 42", "all", "units, unit, unit_penalty"},
	{"pairs", "## Abbina. {#a}\n- a -> x\n- b -> y\n- -> z\n- c -> w", "all", ""},
	{"pairs that explain themselves", "## Abbina. {#a}\n- a -> x\n  > Perché.\n- b -> y", "part", ""},
	{"an order", "## Ordina. {#a}\n1. uno\n2. due\n   e mezzo", "none", ""},
	{"gaps", "## Il [[PIN]]{points=2} {#a}\n\nha [[8]] cifre e [[*si blocca|si perde]].", "none", ""},
	{"an essay", "## Scrivi. {#a type=essay lines=5 files=2 accept=pdf,image}\n\n> Un brano.\n\nCommentalo.\n\n> Per tutti.", "all", "lines, files, accept"},
	{"an essay with a rubric", "## Scrivi. {#a type=essay}\n:::rubric\n- Chiara\n  - 0: no\n  - 1: sì\n:::\n:::notes\nNota.\n:::", "part", ""},
	{"a question that begins like a format", "## [html]Ciao {#a}\n= x", "all", ""},
	{"a question that begins like a comment", "## // Ciao {#a}\n= x", "all", ""},
}

// lossOf is what one question loses in other programs, in short.
func lossOf(quiz quizzes.Quiz) string {
	var said []string
	for _, f := range Losses(quiz) {
		names, _ := f.Values["names"].(string)
		said = append(said, strings.TrimSpace(strings.TrimPrefix(f.Code, "quiz.")+" "+names))
	}
	return strings.Join(said, "; ")
}

func TestEveryTypeGoesToGIFTAndBack(t *testing.T) {
	for _, row := range inMarkdown {
		t.Run(row.name, func(t *testing.T) {
			quiz, found := quizzes.ParseMarkdown([]byte(row.source), quizzes.Options{Key: "prova"})
			if len(quiz.Questions) != 1 {
				t.Fatal(found)
			}
			written := roundTrip(t, quiz)
			form, said := formOf(quiz.Questions[0])
			if got := map[bool]string{true: "all", false: "part"}[said]; form == "" && row.form != "none" || form != "" && got != row.form {
				t.Errorf("GIFT says %s, want %s:\n%s", got, row.form, written)
			}
			want := map[string]string{"part": "gift_partly", "none": "gift_unseen"}[row.form]
			if row.aside != "" {
				want = "gift_aside " + row.aside
			}
			if got := lossOf(quiz); got != want {
				t.Errorf("it is said to lose %q, want %q", got, want)
			}
		})
	}
}

func TestAWholeQuizGoesToGIFTAndBack(t *testing.T) {
	source := "---\nid: fine\nslug: la-fine\ntitle: \"Prova: uno\"\npass: 72,5\nattempts: 3\nwait: 1d\nshuffle: true\ntime_limit: 30\ngrace: 0\nfeedback: 2026-12-31\n" +
		"certainty: true\ndraw: [{from: banca, category: \"Reti: e altro\", count: 2}]\nbands: {80: \"Ottimo: \\\"sì\\\".\", 0: Riprova.}\n---\nBenvenuti.\n\nDue parole.\n\n" +
		"## Prima {#prima category=a/b}\n= x\n\n# Il caso {group=caso category=a}\n\nAnna legge.\n\n## Uno {#uno}\n= x\n\n## Due {#due}\n1. x\n2. y\n\n## Tre {#tre}\n= y\n\n" +
		"#\n\nLeggi.\n\n## Letto {#letto}\n= x\n\n#\n\n## Ultima {#ultima}\n= x\n"
	quiz, found := quizzes.ParseMarkdown([]byte(source), quizzes.Options{Key: "prova"})
	if len(found) > 0 || len(quiz.Questions) != 6 {
		t.Fatal(found)
	}
	written := roundTrip(t, quiz)
	if !strings.Contains(written, "$CATEGORY: $course$/top/a/b\n") || strings.Count(written, "[markdown]**Il caso**") != 1 {
		t.Errorf("written\n%s", written)
	}
}

func TestWhatWasReadFromGIFTIsWrittenAsItWas(t *testing.T) {
	for _, source := range constructs {
		quiz, _ := Parse([]byte(source), quizzes.Options{Key: "prova"})
		roundTrip(t, quiz)
		if losses := Losses(quiz); len(losses) > 0 && !strings.Contains(source, "[points:2]") {
			t.Errorf("%s\nis said to be lost: %v", source, losses)
		}
	}
}

func TestTheShippedQuizzesGoToGIFTAndBack(t *testing.T) {
	shipped, err := filepath.Glob("../../courses/content/*/*quiz*.md")
	if err != nil || len(shipped) < 3 {
		t.Fatalf("%d quizzes, %v", len(shipped), err)
	}
	for _, path := range shipped {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		quiz, _ := quizzes.ParseMarkdown(source, quizzes.Options{Key: "quiz"})
		roundTrip(t, quiz)
	}
}

// constructs are all that Moodle's own description of the format shows, in our words.
var constructs = []string{
	"Chi firma la determina?{~Il sindaco ~La giunta =Il dirigente}",
	"La PEC vale {~un fax =una raccomandata ~una lettera} per legge.",
	"Il mese con meno giorni è {\n    ~gennaio\n    =febbraio\n    ~marzo\n} di ogni anno.",
	"Il fax vale come la PEC.{FALSE}", "Lo SPID è gratuito.{T}", "Il fax è obbligatorio.{F}",
	"Come si chiama la posta certificata?{=PEC =posta elettronica certificata}", "Due più due fa {=quattro =4}.",
	"Abbina. {\n    =Piemonte -> Torino\n    =Liguria  -> Genova\n    =Lazio -> Roma\n    }", "Abbina i\ncapoluoghi.{=Piemonte->Torino =Liguria->Genova =Lazio->Roma}",
	"Anno di nascita della Repubblica? {#1946}", "Anno?{#1946:1}", "Pi greco? {#3.1415:0.0005}.", "Pi greco? {#3.141..3.142}.",
	"Anno? {#\n    =1946:0\n    =%50%1946:2}", "Anno? {#\n     =1946:0      #Giusto.\n     =%50%1946:2  #Quasi:\n                  metà dei punti.\n}",
	"// Sotto: i numeri\nDue più due? {#4}", "::Il titolo::Chi\nfirma? {=Il dirigente}",
	"Chi firma?{\n~Il sindaco#Non lui\n~La giunta#Nemmeno\n=Il dirigente#Giusto}", "Come?{\n=PEC#Giusto\n=posta certificata#Giusto}",
	"[markdown]Come si **chiama**?{\n=PEC#Giusto\n=posta#Giusto}", "Il fax vale.{FALSE#Non vale più.}",
	"Difficile.{~sbagliata ~%50%mezza =giusta}", "::Uno::Nasce a {\n    ~Roma#No.\n    ~%25%Milano#Quasi.\n    =Torino#Sì.}.",
	"::Due:: Nasce a {\n    =Torino#Sì.\n    =%75%Torin#Scritto male.\n    =%25%Piemonte#Troppo largo.}",
	"Quali due?{\n    ~Nessuno\n    ~%50%PEC\n    ~%50%SPID\n    ~Fax }", "Quali due?{\n    ~%-50%Nessuno\n    ~%50%PEC\n    ~%50%SPID\n    ~%-50%Fax }",
	"Quale fa 5? {\n     ~ \\= 2 + 2\n     = \\= 2 + 3\n     ~ \\= 2 + 4  }",
	"::I segni::Quale non è un segno? {\n   ~ \\~     # \\~ lo è.\n   ~ \\#     # \\# lo è.\n   ~ \\{     # \\{ lo è.\n   = \\\\     # Giusto: \\\\ no, ma\n              serve a scriverli.\n}",
	"Racconta.{}", "Racconta ancora.{####Per tutti.}", "Leggi il brano.\n\nChe cosa dice?{=niente}", "$CATEGORY: $course$/top/reti/wi-fi\n\nChe cosa?{=niente}",
	"// [id:uno] [points:2]\n::Uno::[html]<p>Che cosa<br>vedi?</p>{=[plain]2 < 3#[moodle]Già ~[html]<b>niente</b>}", "Che cosa?{T#no#sì####per tutti}",
}

func TestEveryConstructOfMoodleIsUnderstood(t *testing.T) {
	for _, source := range constructs {
		quiz, found := Parse([]byte(source), quizzes.Options{Key: "prova"})
		if len(quiz.Questions) != 1 || slices.ContainsFunc(found, func(f markup.Finding) bool { return f.Severity == markup.Error }) {
			t.Errorf("%s\n%d questions, %v", source, len(quiz.Questions), codes(found))
		}
	}
	whole, found := Parse([]byte(strings.ReplaceAll(strings.Join(constructs, "\n\n"), "\n", "\r\n")), quizzes.Options{Key: "prova"})
	if len(whole.Questions) != len(constructs) {
		t.Errorf("%d questions of %d in one file, %v", len(whole.Questions), len(constructs), codes(found))
	}
}

func TestTagsThatAreNoSkillsAreNamed(t *testing.T) {
	quiz, found := Parse([]byte("// [id:a] [tag:digcomp-2.2:2.3] [tag:con \\] dentro]\nVale.{T}"), quizzes.Options{Key: "prova"})
	if got := codes(found); !slices.Equal(got, []string{"2:gift_tag"}) || found[0].Values["tag"] != "con ] dentro" || !slices.Equal(quiz.Questions[0].Body.Skills, []string{"digcomp-2.2:2.3"}) {
		t.Errorf("%v, %+v", found, quiz.Questions)
	}
}

func TestAnyQuizGoesToGIFTAndBack(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	for range 60 {
		var chunks []string
		for i := range 1 + random.IntN(12) {
			chunk := constructs[random.IntN(len(constructs))]
			if random.IntN(4) == 0 {
				row := inMarkdown[random.IntN(len(inMarkdown))]
				chunk = "//| " + strings.ReplaceAll(strings.Replace(row.source, "{#a", fmt.Sprintf("{#m%d", i), 1), "\n", "\n//| ")
			}
			if words := strings.Fields(chunk); random.IntN(5) == 0 {
				chunk = strings.Join(words[random.IntN(len(words)):], " ")
			}
			chunks = append(chunks, chunk)
		}
		quiz, _ := Parse([]byte(strings.Join(chunks, "\n\n")), quizzes.Options{Key: "prova"})
		if len(quiz.Questions) == 0 {
			continue
		}
		if roundTrip(t, quiz); t.Failed() {
			return
		}
	}
}

func FuzzWrite(f *testing.F) {
	for _, seed := range constructs {
		f.Add([]byte(seed))
	}
	for _, row := range inMarkdown {
		f.Add([]byte("//| " + strings.ReplaceAll(row.source, "\n", "\n//| ")))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		quiz, _ := Parse(source, quizzes.Options{Key: "prova"})
		written, err := Write(quiz)
		if err != nil {
			return // said, and nothing lost
		}
		again, _ := Parse(written, quizzes.Options{Key: "altro"})
		if len(again.Questions) != len(quiz.Questions) {
			t.Fatalf("%d questions are read as %d from\n%s", len(quiz.Questions), len(again.Questions), written)
		}
	})
}
