// Package quizzes holds the academy's quizzes: it reads and writes them in Markdown, keeps their questions in versions, asks them
// in attempts and marks what was answered. Reading and marking are pure; store.go, attempt*.go and the *_query.go files
// know the database. Its routes are in hooks/quizzes.go and its pages in pages/quiz_*.go; gift reads Moodle's GIFT into
// the same Quiz value. What a passed quiz is worth to a course is decided by courses, never here.
//
// # A quiz in Markdown
//
// One file is one quiz. Its id is the file's stem ("quiz-finale.md" is quiz-finale) unless the front matter says otherwise.
//
//	---
//	title: Metti alla prova quello che sai
//	pass: 70
//	attempts: 3
//	shuffle: options
//	---
//
//	Dieci domande. Puoi rifare il quiz quante volte vuoi.
//
//	## Che cosa ti serve per entrare con il livello 2 di SPID? {#livello-2 points=2 objective=livelli}
//
//	Guarda lo schermo qui sotto.
//
//	![La pagina che chiede un codice](assets/codice.svg)
//
//	- [ ] Solo nome utente e password
//	  > Questo è il livello 1: basta per pochi servizi.
//	- [x] Nome utente, password e un codice usa e getta
//	  > Giusto: il codice arriva sull'app o per SMS.
//	- [ ] Una smart card con il suo lettore
//
//	> Il livello 2 è quello che quasi tutti i servizi chiedono.
//
// # Front matter
//
// Every key is optional.
//
//	id           the quiz's id; letters, digits, "-", "_" and "."
//	slug         its address in the course; the id where missing
//	title        else the first level-one heading ("# …"), else the id
//	pass         percent needed to pass, 0 to 100; 60
//	attempts     how many times a person may try; 0 (the default) is without limit
//	wait         time between an attempt and the next one: 30m, 24h, 2d, or minutes; none
//	draw         how many of the questions each attempt asks, chosen at random; 0 (the default) is all of them. Or a list of
//	             where they come from, each a mapping of from (a bank of the course; the quiz itself where it is not said),
//	             category, skill and count (all that fit, where it is not said)
//	bank         true: the quiz is never asked itself, others draw from it
//	shuffle      false (the default: as written), options, questions, or true (both)
//	time_limit   minutes; 0 (the default) is without limit. The server's clock decides
//	grace        seconds after the limit in which answers on their way still count; 30
//	feedback     when right answers and explanations are shown: submission (the default: as soon as the attempt is
//	             submitted), question (one by one, when an answer is checked), passed (when it was passed, or when no tries are
//	             left), a day (2026-12-31), never (the score alone)
//	bands        what is said about the whole: a mapping from percent to text. The highest that was reached is shown
//	certainty    true: each answer says how sure it is
//	second_marker  true: essays are marked by two people
//
// An unknown key is a warning. What stands between the front matter and the first question is the introduction.
//
// # Questions
//
// Each level-two heading ("## …") is a question, and its text is what is asked: write a whole sentence. Deeper headings belong
// to the question that they stand in. Markdown under the heading, up to the answers, is shown with it: pictures, code, tables.
// Nothing is read as a heading or as an answer inside a fenced code block.
//
// A heading may end with attributes in braces, separated by spaces; values with spaces stand in double quotes:
//
//	#id            the question's id, unique in its quiz. It carries the history: keep it when you reword. Without one the id is
//	               made from the heading's text, so that a reworded heading is another question
//	points=2       what it is worth, above 0; 1. Decimals with a comma or a point
//	objective=a,b  ids of the course's objectives that it tests
//	type=…         single, multiple, true_false, short, numeric, matching, ordering, gaps or essay, where the answers leave it
//	               open; an essay always says it
//	category=…     where a bank keeps it, from the general to the special: Reti/Wi-Fi
//	skill=a,b      of a framework: digcomp-2.2:2.3
//	penalty=0,5    which part of the points a wrong choice takes away, 0 to 1 (below)
//	partial=false  all or nothing
//	shuffle=false  its options stay as written even in a quiz that shuffles, for "all of the above"
//	case=true      (short, gaps) capitals count
//	accents=true   (short, gaps) accents count
//	title=…        a name that only authors see
//
// # Groups
//
// A level-one heading below the quiz's title begins a part, up to the next one; a lone "#" ends it. What it says in braces holds for
// each of its questions that does not say otherwise, and the text below it stands before each of them. With {group=…} they are always
// asked together, and the heading is shown too.
//
//	# La mail della banca {group=mail category=truffe}
//
//	Anna riceve questa mail: «Il suo conto è bloccato…»
//
//	## Che cosa guarda per prima? {#mittente}
//
// # Options
//
// A task list gives options: "[x]" is right, "[ ]" is wrong. One right option makes a single choice, several make a multiple
// choice; type=multiple keeps a question with one right option multiple. An option may hold any Markdown, indented by two
// spaces under it. A block quote inside an option ("  > …") is its feedback: shown to those who chose it, when they may
// see it. Two options that read true and false (Vero and Falso, in any of the academy's languages) make a true/false question,
// shown in the reader's language.
//
// Single and true/false: the right option gives the points, a wrong one nothing, or minus penalty × points. A quiz's
// score is never below nought.
//
// Multiple: each right option gives its share of the points; each wrong one that is chosen takes points ÷ (number of wrong options)
// away, so that choosing everything gives nothing. penalty=… takes that part of the points instead. Never below nought.
//
// An option may end with {weight=50}: it is worth that percent of the points (-100 to 100) whatever the rest says. Its box may then be
// either; one worth more than nought counts as right.
//
// # Answers to write
//
// Lines that begin with "= " give what is accepted. Several lines are variants; the first is shown as the right answer.
// A block quote right under such a line is the feedback of those who gave it; "{weight=50}" at its end makes it worth
// half, "{weight=0}" a mistake worth an explanation.
//
//	## Come si chiama la posta che vale come raccomandata?
//
//	= PEC
//	= posta elettronica certificata
//	= posta certificata {weight=50}
//	> Quasi: il nome intero è posta elettronica certificata.
//
// Short answers are compared without regard to capitals, accents (perche' is perché), kinds of apostrophes and hyphens,
// runs of spaces and a closing full stop. "*" stands for any text, also none; "\*" is an asterisk.
//
// If every accepted answer is a number, the question is numeric (type=short keeps it a text: a postcode, a telephone number):
//
//	= 42           exactly this
//	= 42 ± 0,5     also +- and +/-: from 41,5 to 42,5
//	= 200 ± 5%     from 190 to 210
//	= 40..44       from 40 to 44, both included
//
// Decimals with a comma or a point. A single separator before exactly three digits (1.000) is refused as ambiguous: write 1000 or
// 1,0. Learners may write it, and either reading counts.
//
// One line "= vero" or "= falso" (in any of the academy's languages) makes a true/false question.
//
// A line "~" stands for every other answer: the quote under it tells why it is wrong.
//
// A number may have its unit: units="km|chilometri; m|metri=0,001" in the heading names the units, divided by ";", with their names,
// and how many of the first each is; the accepted numbers are meant in the first. unit=required takes unit_penalty (a part of the
// points; 0,1) from an answer without one, unit=optional (the default) takes the first for meant.
//
// # Matching
//
// A list whose items have an arrow, "->" or "→". A block quote under an item is for those who matched it wrongly. An arrow with nothing
// before it is a right side without a partner. Several may share one right side.
//
//	## Qual è il capoluogo di ogni regione?
//
//	- Piemonte -> Torino
//	- Liguria -> Genova
//	- -> Bari
//
// # Ordering
//
// A numbered list, in the right order.
//
// # Gaps
//
// Double brackets in the text, outside code. "|" divides what is accepted; {weight=50} and "> …" follow an answer as in lists.
// Numbers are compared as numbers, with their tolerance; "=" before an answer keeps it a text. A "*" makes a gap to choose from and
// marks what is right. {points=2} right behind a gap makes it worth two of the others. "\|", "\]", "\>" and "\[[" mean themselves.
//
//	La [[PEC|posta elettronica certificata|posta {weight=50} > Quasi.]] vale come una [[*raccomandata|lettera|cartolina]]
//	e arriva in [[2 ± 1]] minuti.
//
// # Essays
//
// type=essay in the heading, with lines (of the field), min_words, max_words (told, never enforced), files (how many may be added),
// accept (kinds of files), text=no (files alone). What stands under it is the task, and may hold three blocks:
//
//	:::rubric
//	- Chiarezza
//	  - 0: Non si capisce
//	  - 2: Si capisce subito
//	:::
//
//	:::notes
//	Only those who mark read this.
//	:::
//
//	:::template
//	What the field holds at first.
//	:::
//
// A rubric may be a table too, with the points at its head. Its points are scaled to the question's.
//
// # After the answers
//
// A block quote at the margin after the answers is the question's feedback, shown to all when they may see it. In a question with
// written answers leave an empty line before it, or it belongs to the last answer. Other text there is moved
// before the answers, with a warning. In gaps and essays it is the quote at the very end.
//
// # Findings
//
// Each finding has a file, a line and a code (locales: "finding." and the code). A question with an error is left out of the quiz and the others
// are still read: no right answer, unknown type, an id used twice, an impossible value.
package quizzes
