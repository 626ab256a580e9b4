package gift

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"aula/internal/markup"
	"aula/quizzes"
)

func codes(found []markup.Finding) []string {
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprintf("%d:%s", f.Line, strings.TrimPrefix(f.Code, "quiz.")))
	}
	return out
}

// brief says a question in one line: type, text, and each answer with its worth and feedback.
func brief(q quizzes.Question) string {
	text, _ := q.Body.Asked()
	parts := []string{string(q.Type), strings.ReplaceAll(text, "\n", " ")}
	add := func(name string, weight float64, feedback quizzes.Text) {
		part := fmt.Sprintf("%s=%.5g", name, weight)
		if feedback.Source != "" {
			part += "#" + feedback.Source
		}
		parts = append(parts, part)
	}
	for i, c := range q.Solution.Choices {
		name := c.Option
		if i < len(q.Body.Options) {
			name = q.Body.Options[i].Text.Source
		}
		add(name, c.Weight, c.Feedback)
	}
	sides := map[string]string{}
	for _, o := range slices.Concat(q.Body.Options, q.Body.Left) {
		sides[o.ID] = o.Text.Source
	}
	for _, p := range q.Solution.Pairs {
		parts = append(parts, sides[p.Left]+"->"+sides[p.Right])
	}
	for _, a := range q.Solution.Accepted {
		name := a.Text
		if a.Number != nil {
			name = fmt.Sprintf("%.6g..%.6g", a.Number.Low, a.Number.High)
		}
		add(name, a.Weight, a.Feedback)
	}
	if s := q.Solution.Otherwise.Source; s != "" {
		parts = append(parts, "else#"+s)
	}
	if s := q.Solution.Feedback.Source; s != "" {
		parts = append(parts, "all#"+s)
	}
	return strings.Join(parts, " | ")
}

func TestEveryFormOfQuestionIsRead(t *testing.T) {
	rows := []struct{ name, source, want string }{
		{"single choice", "Chi firma?{~Il sindaco ~La giunta =Il dirigente}", "single | Chi firma? | Il sindaco=0 | La giunta=0 | Il dirigente=1"},
		{"on several lines, with feedback", "Chi firma?{\n~Il sindaco#Non lui.\n=Il dirigente # Sì, lui.\n}",
			"single | Chi firma? | Il sindaco=0#Non lui. | Il dirigente=1#Sì, lui."},
		{"a missing word", "La PEC vale {=una raccomandata ~un fax} per legge.", "single | La PEC vale _____ per legge. | una raccomandata=1 | un fax=0"},
		{"a missing word before the full stop", "La PEC vale {=una raccomandata ~un fax}.", "single | La PEC vale _____. | una raccomandata=1 | un fax=0"},
		{"a half right option", "Come?{~no ~%50%quasi =sì}", "single | Come? | no=0 | quasi=0.5 | sì=1"},
		{"several right options", "Quali?{~%50%a ~%50%b ~%-100%c}", "multiple | Quali? | a=0.5 | b=0.5 | c=-1"},
		{"thirds", "Quali?{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}", "multiple | Quali? | a=0.33333 | b=0.33333 | c=0.33333 | d=-1"},
		{"true", "Vale.{T}", "true_false | Vale. | true=1 | false=0"},
		{"false, with feedback to the wrong and the right", "Vale.{FALSE#Invece no.#Giusto.}", "true_false | Vale. | true=0#Invece no. | false=1#Giusto."},
		{"true, with feedback for all", "Vale.{TRUE#No.####Per tutti.}", "true_false | Vale. | true=1 | false=0#No. | all#Per tutti."},
		{"words", "Come si chiama?{=PEC =posta certificata}", "short | Come si chiama? | PEC=1 | posta certificata=1"},
		{"words without a mark", "Come si chiama?{PEC}", "short | Come si chiama? | PEC=1"},
		{"weighted words", "Come?{=PEC#Sì. =%50%posta#Quasi. =%0%*#No.}", "short | Come? | PEC=1#Sì. | posta=0.5#Quasi. | *=0#No."},
		{"an arrow in the feedback only", "Dove?{=menu#Apri menu -> file}", "short | Dove? | menu=1#Apri menu -> file"},
		{"a number", "Quanti?{#40}", "numeric | Quanti? | 40..40=1"},
		{"a number with decimals", "Pi greco?{#3.141:0.0005}", "numeric | Pi greco? | 3.1405..3.1415=1"},
		{"a range", "Pi greco?{#3.141..3.142}", "numeric | Pi greco? | 3.141..3.142=1"},
		{"several numbers", "Quanti?{#\n=40:0#Sì.\n=%50%40:2#Quasi.\n~#No.\n}", "numeric | Quanti? | 40..40=1#Sì. | 38..42=0.5#Quasi. | else#No."},
		{"a negative range", "Quanti?{#-5..-3}", "numeric | Quanti? | -5..-3=1"},
		{"a number with its tolerance", "Quanti?{#1:0.5}", "numeric | Quanti? | 0.5..1.5=1"},
		{"numbers of unlike worth", "Quanti?{#=%100%5:0 =%50%5:2}", "numeric | Quanti? | 5..5=1 | 3..7=0.5"},
		{"a number before a full stop", "Quanti?{#1..5}.", "numeric | Quanti? _____. | 1..5=1"},
		{"a full mark written out", "Come?{=%100%a ~%0%b}", "single | Come? | a=1 | b=0"},
		{"minus marks", "Quali?{~%-50%a ~%100%b ~%-50%c}", "multiple | Quali? | a=-0.5 | b=1 | c=-0.5"},
		{"an essay", "Racconta.{}", "essay | Racconta."},
		{"an essay with feedback", "Racconta.{####Bene.}", "essay | Racconta. | all#Bene."},
		{"pairs", "Abbina.{\n=a -> x\n=b->y\n= -> z\n####Per tutti.}", "matching | Abbina. | a->x | b->y | all#Per tutti."},
		{"true, with feedback to the wrong and the right", "Vale.{T#No.#Sì.}", "true_false | Vale. | true=1#Sì. | false=0#No."},
		{"entities in what is to be written", "Come?{=citt&agrave;}", "short | Come? | città=1"},
		{"an empty format", "[html]Come<br>mai?{=[plain]a ~b#[markdown]**no**}", "single | Come mai? | a=1 | b=0#**no**"},
		{"a line end in the text", `Prima\nseconda{T}`, "true_false | Prima seconda | true=1 | false=0"},
		{"a title with a colon", `::Uno\:due: tre::Vale.{T}`, "true_false | Vale. | true=1 | false=0"},
		{"escapes", `Quanto fa 2 \= 2 \{e\} a\:b \~ \# \\ c?{=\=4 =\#1}`, `short | Quanto fa 2 = 2 {e} a:b ~ # \ c? | =4=1 | #1=1`},
		{"a title", "::Il titolo: uno::Come?{=a}", "short | Come? | a=1"},
		{"line ends are spaces", "Come\nsi chiama?{=a}", "short | Come si chiama? | a=1"},
		{"a plain format", "[plain]2 < 3 & 4{T}", "true_false | 2 < 3 & 4 | true=1 | false=0"},
		{"an unknown format is text", "[nota]Come?{=a}", "short | [nota]Come? | a=1"},
		{"an empty line within braces", "Come?{\n=a\n\n~b\n}", "single | Come? | a=1 | b=0"},
		{"comments inside", "Come?{\n// quella giusta\n=a\n~b}", "single | Come? | a=1 | b=0"},
		{"Windows line ends and a byte order mark", "\xef\xbb\xbfCome?{\r\n=a\r\n~b\r\n}\r\n", "single | Come? | a=1 | b=0"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			quiz, found := Parse([]byte(row.source), quizzes.Options{Key: "prova"})
			if len(quiz.Questions) != 1 {
				t.Fatalf("%d questions, findings %v", len(quiz.Questions), found)
			}
			if got := brief(quiz.Questions[0]); got != row.want {
				t.Errorf("read\n%s\nwant\n%s", got, row.want)
			}
		})
	}
}

func TestAnErrorCostsOneQuestionAndNamesItsLine(t *testing.T) {
	const after = "\n\n::ultima::Vale.{T}\n"
	rows := []struct {
		name, source string
		codes        []string
	}{
		{"a brace that is never closed", "Come?{=a ~b", []string{"1:gift_not_closed"}},
		{"a brace that is never closed, over several lines", "Come?{\n=a\n~b", []string{"1:gift_not_closed"}},
		{"a brace that was never opened", "Come?\n=a}", []string{"2:gift_not_opened"}},
		{"braces the wrong way round", "Come?}=a{", []string{"1:gift_not_opened"}},
		{"two questions without an empty line", "Come?{=a}\nE poi?{=b}", []string{"2:gift_two_answers"}},
		{"text before the options", "Come?{boh ~a =b}", []string{"1:gift_before_answers"}},
		{"an empty option", "Come?{~ =b}", []string{"1:gift_empty_answer"}},
		{"one option", "Come?{~a}", []string{"1:too_few_options"}},
		{"no right option", "Come?{~a ~b}", []string{"1:no_right_option"}},
		{"a word for a number", "Quanti?{#tanti}", []string{"1:gift_not_a_number"}},
		{"a range the wrong way round", "Quanti?{#5..1}", []string{"1:gift_not_a_number"}},
		{"no number", "Quanti?{#}", []string{"1:no_right_answer"}},
		{"an impossible weight", "Come?{=%101%a =b}", []string{"1:bad_value"}},
		{"one pair", "Abbina.{\n=a -> b\n= -> d\n}", []string{"1:too_few_pairs"}},
		{"a pair without its right side", "Abbina.{\n=a -> b\n=c ->\n}", []string{"3:gift_empty_answer"}},
		{"impossible points in a comment", "// [points:-1]\nVale.{T}", []string{"2:bad_number"}},
		{"no question", "{=a}", []string{"1:empty_question"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			quiz, found := Parse([]byte(row.source+after), quizzes.Options{Key: "prova", Path: "prova.gift"})
			if got := codes(found); !slices.Equal(got, row.codes) {
				t.Errorf("findings %q, want %q", got, row.codes)
			}
			if len(quiz.Questions) != 1 || quiz.Questions[0].Body.Title != "ultima" {
				t.Errorf("what followed was lost: %d questions", len(quiz.Questions))
			}
			for _, f := range found {
				if f.Path != "prova.gift" {
					t.Errorf("finding without its file: %+v", f)
				}
			}
		})
	}
}

func TestCommentsCarryWhatGIFTHasNoWordFor(t *testing.T) {
	quiz, found := Parse([]byte(`// title: Metti alla prova
// pass: 75
// shuffle: true
// note: solo un commento

$CATEGORY: $course$/SPID

// [id:livello-2] [points:2] [objective:livelli, rischi]
::Il livello 2::Che cosa serve?{=un codice ~niente}

// [id:non è valido]
Vale.{T}
`), quizzes.Options{Key: "prova"})
	if got := codes(found); !slices.Equal(got, []string{"12:bad_id"}) {
		t.Errorf("findings %q", got)
	}
	if quiz.Title != "Metti alla prova" || quiz.Settings.Pass != 75 || !quiz.Settings.ShuffleOptions {
		t.Errorf("quiz %q, %+v", quiz.Title, quiz.Settings)
	}
	q := quiz.Questions[0]
	if q.Key != "livello-2" || q.Points != 2 || !slices.Equal(q.Body.Objectives, []string{"livelli", "rischi"}) || q.Body.Category != "SPID" {
		t.Errorf("question %+v", q)
	}
	if key := quiz.Questions[1].Key; key != "vale" {
		t.Errorf("a key from the text: %q", key)
	}
}

func TestADescriptionBelongsToTheQuestionThatFollows(t *testing.T) {
	quiz, found := Parse([]byte("Leggi il brano.\n\nÈ breve.\n\nVale.{T}\n\nVale ancora.{F}\n\nFine."), quizzes.Options{Key: "prova"})
	if got := codes(found); !slices.Equal(got, []string{"9:gift_text_alone"}) {
		t.Errorf("findings %q", got)
	}
	if text, _ := quiz.Questions[0].Body.Asked(); text != "Leggi il brano.\n\nÈ breve.\n\nVale." {
		t.Errorf("asked %q", text)
	}
	if text, _ := quiz.Questions[1].Body.Asked(); text != "Vale ancora." {
		t.Errorf("asked %q", text)
	}
	if quiz.Intro.Plain != "Fine." {
		t.Errorf("the last description was lost: %q", quiz.Intro.Plain)
	}
}

func TestTheSameQuestionTwiceIsKeptTwice(t *testing.T) {
	quiz, found := Parse([]byte("::A::Vale.{T}\n\n::A::Vale.{F}\n\n// [id:x]\nUno.{T}\n\n// [id:x]\nDue.{T}"), quizzes.Options{Key: "prova"})
	var keys []string
	for _, q := range quiz.Questions {
		keys = append(keys, q.Key)
	}
	if !slices.Equal(keys, []string{"a", "a-2", "x"}) {
		t.Errorf("keys %q", keys)
	}
	if got := codes(found); !slices.Equal(got, []string{"3:same_question", "9:duplicate_id"}) {
		t.Errorf("findings %q", got)
	}
}

func TestNothingThatRunsGetsThrough(t *testing.T) {
	source := "[html]<p>Ciao <b>tu</b></p><script>alert(1)</script>{=[html]<img src\\=x onerror\\=alert(1)>a ~[html]<b onclick\\=\"x()\">b</b>#[html]<script>y</script>no}"
	quiz, _ := Parse([]byte(source), quizzes.Options{Key: "prova"})
	if len(quiz.Questions) != 1 {
		t.Fatal("not read")
	}
	q := quiz.Questions[0]
	shown := []string{q.Body.Prompt.HTML, q.Body.Options[0].Text.HTML, q.Body.Options[1].Text.HTML, q.Solution.Choices[1].Feedback.HTML}
	for _, html := range shown {
		if strings.Contains(html, "script") || strings.Contains(html, "onerror") || strings.Contains(html, "onclick") {
			t.Errorf("kept %q", html)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"::t::q{=a#f ~%50%b####g}", "q{#1..2 =%50%3:1#f ~#n}", "q{T#a#b}", "q{=a->b =c->d}", "$CATEGORY: x\n\n//[id:a]\nq{}",
		"a{b\n\nc}d", "\\{\\}\\n[html]<p>{=x", "// pass: 3\n\n{", "}{", "[markdown]a\n\nb{=c}", "q{#1:}", "q{=%50%}", "::{=a}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		quiz, found := Parse(source, quizzes.Options{Key: "prova"})
		if len(quiz.Questions) == 0 && len(found) == 0 {
			t.Fatal("nothing read and nothing said")
		}
		keys := map[string]bool{}
		for _, q := range quiz.Questions {
			if q.Key == "" || keys[q.Key] {
				t.Fatalf("key %q is empty or used twice", q.Key)
			}
			keys[q.Key] = true
			for _, raw := range []string{`"x"`, `true`, `["x"]`, `{}`, `null`} {
				if a, err := quizzes.ReadAnswer(q, json.RawMessage(raw)); err == nil {
					if out := quizzes.Mark(q, a); out.Score > q.Points {
						t.Fatalf("score %v of %v", out.Score, q.Points)
					}
				}
			}
		}
	})
}
