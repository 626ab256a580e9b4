package documents

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/pdf"

	"aula/locales"
)

func sample() Certificate {
	const code = "K7QM-2XWD-9HRT-4PNV-1CJ8-0A3E"
	return Certificate{
		Number: "2026/000123", Code: code, Address: "https://accademia.example.it/certificates/" + code,
		Issued: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
		Name:   "Maria Antonietta D’Alessandro",
		Course: "SPID e CIE: entrare nei servizi pubblici con la propria identità digitale",
		Hours:  2.5, Attended: 2.5,
		Started: time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC), Completed: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
		Mode: "self_study", Outcome: "passed", Level: "base",
		Skills: []Skill{{"digcomp-2.2", "2.3"}, {"digcomp-2.2", "2.6"}, {"digcomp-2.2", "4.2"}},
		Issuer: "Città metropolitana di Genova", IPA: "cmge",
		Signatory: "Giovanna Ferrari", SignatoryRole: "La responsabile del Centro di competenza digitale",
	}
}

func drawn(t testing.TB, lang string, c Certificate) []byte {
	t.Helper()
	file, err := DrawCertificate(lang, c)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestTheSameFactsGiveTheSameBytes(t *testing.T) {
	logo := testPicture(t)
	c := sample()
	c.Logo = logo
	first := drawn(t, "it", c)
	for range 3 {
		if !bytes.Equal(first, drawn(t, "it", c)) {
			t.Fatal("bytes differ")
		}
	}
	c.Name = "Un’altra"
	if bytes.Equal(first, drawn(t, "it", c)) {
		t.Error("another name gives the same bytes")
	}
}

// The reader of pdfsign's author must find every object that the tables point at, or signing would fail.
func TestEveryObjectIsWhereTheTableSays(t *testing.T) {
	file := drawn(t, "sl", sample())
	reader, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	root := reader.Trailer().Key("Root")
	if got := root.Key("Lang").RawString(); got != "sl" {
		t.Errorf("language %q", got)
	}
	if !root.Key("MarkInfo").Key("Marked").Bool() || !root.Key("ViewerPreferences").Key("DisplayDocTitle").Bool() {
		t.Error("not marked as tagged, or its title is not shown")
	}
	if got := root.Key("Metadata").Key("Subtype").Name(); got != "XML" {
		t.Errorf("metadata of type %q", got)
	}
	page := root.Key("Pages").Key("Kids").Index(0)
	kids := root.Key("StructTreeRoot").Key("K").Index(0).Key("K")
	if kids.Len() < 15 {
		t.Errorf("%d pieces", kids.Len())
	}
	roles := map[string]int{}
	for i := range kids.Len() {
		roles[kids.Index(i).Key("S").Name()]++
	}
	if roles["H1"] != 1 || roles["H2"] != 2 || roles["Figure"] != 1 {
		t.Errorf("roles %v", roles)
	}
	if got := page.Key("Annots").Index(0).Key("A").Key("URI").RawString(); got != sample().Address {
		t.Errorf("link to %q", got)
	}
	if got := len(reader.Xref()); got < 40 {
		t.Errorf("%d objects", got)
	}
}

// shown returns the text of the first page as readers find it: by the fonts' maps back to Unicode.
func shown(t *testing.T, file []byte) string {
	t.Helper()
	reader, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	page := reader.Trailer().Key("Root").Key("Pages").Key("Kids").Index(0)
	read := func(v pdf.Value) string {
		content, err := io.ReadAll(v.Reader())
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	maps := map[string]map[string]rune{}
	fonts := page.Key("Resources").Key("Font")
	for _, name := range fonts.Keys() {
		maps[name] = map[string]rune{}
		for _, row := range regexp.MustCompile(`<(\w{4})> <(\w{4})>\n`).FindAllStringSubmatch(read(fonts.Key(name).Key("ToUnicode")), -1) {
			n, err := strconv.ParseUint(row[2], 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			maps[name][row[1]] = rune(n)
		}
	}
	var text strings.Builder
	font := ""
	for _, part := range regexp.MustCompile(`/(F\d) [\d.]+ Tf|<(\w*)> Tj`).FindAllStringSubmatch(read(page.Key("Contents")), -1) {
		if part[1] != "" {
			font = part[1]
			continue
		}
		for i := 0; i < len(part[2]); i += 4 {
			text.WriteRune(maps[font][part[2][i:i+4]])
		}
		text.WriteByte('\n')
	}
	return text.String()
}

func TestTheTextCanBeReadInEveryLanguage(t *testing.T) {
	want := map[string][]string{
		"it": {"Attestato di frequenza con verifica finale", "2,5 ore", "dal 3 novembre 2026 al 22 novembre 2026", "N. 2026/000123", "DigComp 2.2, livello base", "2.6 Gestire l’identità digitale", "Codice IPA cmge"},
		"en": {"Certificate of completion with final test", "2.5 hours", "3 November 2026 to 22 November 2026", "2.6 Managing digital identity"},
		"de": {"Teilnahmebescheinigung mit Abschlussprüfung", "2,5 Stunden", "2.6 Die digitale Identität verwalten"},
		"fr": {"Attestation de suivi avec épreuve finale", "2,5 heures", "2.6 Gérer son identité numérique"},
		"sl": {"Potrdilo o usposabljanju z zaključnim preverjanjem", "2,5 ure", "2.6 Upravljanje digitalne identitete"},
	}
	always := []string{"Maria Antonietta D’Alessandro", "K7QM-2XWD-9HRT-4PNV-1CJ8-0A3E", "Giovanna Ferrari", "https://accademia.example.it/certificates"}
	for _, lang := range locales.Languages {
		text := shown(t, drawn(t, lang, sample()))
		for _, phrase := range append(want[lang], always...) {
			if !strings.Contains(text, phrase) {
				t.Errorf("%s: %q is missing in %s", lang, phrase, text)
			}
		}
		if strings.Contains(text, "⟦") || strings.Contains(text, "?c") {
			t.Errorf("%s: a text is missing: %s", lang, text)
		}
	}
}

func TestTheEmployerStandsBesideTheCentre(t *testing.T) {
	rows := []struct{ language, name, want string }{
		{"it", "Comune di Sestri Levante", "dipendente del Comune di Sestri Levante"},
		{"it", "Città metropolitana di Genova", "dipendente della Città metropolitana di Genova"},
		{"it", "UNIONE DEI COMUNI DEL FIUME", "dipendente dell’UNIONE DEI COMUNI DEL FIUME"},
		{"it", "ATS Insubria", "dipendente dell’ente ATS Insubria"},
		{"en", "Comune di Sestri Levante", "employed by Comune di Sestri Levante"},
		{"de", "Comune di Sestri Levante", "beschäftigt bei: Comune di Sestri Levante"},
		{"fr", "Comune di Sestri Levante", "en poste auprès de : Comune di Sestri Levante"},
		{"sl", "Comune di Sestri Levante", "zaposlena pri: Comune di Sestri Levante"},
	}
	for _, row := range rows {
		c := sample()
		c.Employer = Employer{Name: row.name, Text: "Nel piano formativo", Signatory: "Ugo Neri", SignatoryRole: "Il segretario", Logo: testPicture(t)}
		text := shown(t, drawn(t, row.language, c))
		for _, phrase := range []string{row.want, "Nel piano formativo", "Ugo Neri", "Il segretario", "Giovanna Ferrari"} {
			if !strings.Contains(text, phrase+"\n") {
				t.Errorf("%s: %q is missing in %s", row.language, phrase, text)
			}
		}
	}
	if text := shown(t, drawn(t, "it", sample())); strings.Contains(text, "dipendente") {
		t.Error("an employer is named where there is none")
	}
}

func TestTheLastDayStandsOnThePaperWhereThereIsOne(t *testing.T) {
	c := sample()
	if words := shown(t, drawn(t, "it", c)); strings.Contains(words, "Valido fino al") {
		t.Errorf("it holds for ever, and says\n%s", words)
	}
	c.Expires = time.Date(2031, 11, 22, 11, 0, 0, 0, time.UTC)
	for lang, day := range map[string]string{"it": "22 novembre 2031", "en": "22 November 2031", "de": "22. November 2031"} {
		label := locales.For(lang).T("certificate.expires")
		if words := shown(t, drawn(t, lang, c)); !strings.Contains(words, label) || !strings.Contains(words, day) {
			t.Errorf("%s lacks %q or %q:\n%s", lang, label, day, words)
		}
	}
}

func TestASampleSaysSo(t *testing.T) {
	c := sample()
	c.Sample = true
	if text := shown(t, drawn(t, "it", c)); strings.Count(text, "Facsimile\n") != 2 || strings.Contains(text, "2026/000123") { // across the page, and in place of the number
		t.Error(text)
	}
}

func TestNoLogoMakesAFileLarge(t *testing.T) {
	noise := image.NewRGBA(image.Rect(0, 0, 1600, 1600))
	rand.NewChaCha8([32]byte{}).Read(noise.Pix)
	var file bytes.Buffer
	if err := png.Encode(&file, noise); err != nil {
		t.Fatal(err)
	}
	c := sample()
	var err error
	if c.Logo, err = NewPicture(file.Bytes()); err != nil {
		t.Fatal(err)
	}
	c.Employer = Employer{Name: "Comune di Prova", Logo: c.Logo}
	if size := len(drawn(t, "it", c)); size > 300<<10 {
		t.Errorf("%d bytes", size)
	}
}

func TestAnyValueCanBeDrawn(t *testing.T) {
	rows := []struct {
		name   string
		change func(*Certificate)
	}{
		{"nothing but a code", func(c *Certificate) { *c = Certificate{Code: c.Code, Address: c.Address} }},
		{"very long words", func(c *Certificate) { c.Name, c.Course = strings.Repeat("W", 500), strings.Repeat("M", 2000) }},
		{"parentheses and backslashes", func(c *Certificate) { c.Name, c.Issuer = `((Anna\`, `Ente) \( \r` }},
		{"every script", func(c *Certificate) { c.Name = "王 أنا \U00010000 \U0010ffff Щ" }},
		{"broken text", func(c *Certificate) { c.Name = "\xff\xfe\x00" }},
		{"all competences", func(c *Certificate) {
			for range 60 {
				c.Skills = append(c.Skills, Skill{"syllabus", "4.1"}, Skill{"altro", "A.1"})
			}
		}},
		{"a long employer", func(c *Certificate) {
			long := strings.Repeat("Unione dei comuni ", 60)
			c.Employer = Employer{Name: long, Text: long, Signatory: long, SignatoryRole: long}
		}},
		{"an employer alone", func(c *Certificate) {
			c.Signatory, c.SignatoryRole, c.Skills = "", "", nil
			c.Employer = Employer{Text: "Testo", SignatoryRole: "Il segretario"}
		}},
		{"unknown mode and outcome", func(c *Certificate) { c.Mode, c.Outcome, c.Level = "altro", "altro", "altro" }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			c := sample()
			row.change(&c)
			drawn(t, "it", c)
		})
	}
	c := sample()
	c.Address = strings.Repeat("x", 4000)
	if _, err := DrawCertificate("it", c); err == nil {
		t.Error("an address that fits in no qr code was drawn")
	}
}

func testPicture(t testing.TB) *Picture {
	t.Helper()
	source := image.NewNRGBA64(image.Rect(0, 0, 1200, 300)) // 16 bits a channel, with transparency
	for x := range 1200 {
		source.Set(x, x/4, color.NRGBA{B: 200, A: uint8(x)})
	}
	var file bytes.Buffer
	if err := png.Encode(&file, source); err != nil {
		t.Fatal(err)
	}
	picture, err := NewPicture(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func TestPicturesThatCannotBeDrawnAreRefused(t *testing.T) {
	huge := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x06\x00\x00\x00")
	for name, file := range map[string][]byte{"empty": nil, "svg": []byte("<svg/>"), "cut": huge} {
		if _, err := NewPicture(file); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestRunsCoverExactlyTheDarkModules(t *testing.T) {
	modules := [][]bool{
		{true, true, false, true},
		{true, true, false, true},
		{false, true, true, false},
		{true, true, true, true},
	}
	all := runs(modules)
	for y, row := range modules {
		for x, dark := range row {
			covered := 0
			for _, b := range all {
				if float64(x) >= b.X && float64(x) < b.X+b.W && float64(y) >= b.Y && float64(y) < b.Y+b.H {
					covered++
				}
			}
			if covered > 1 || (covered == 1) != dark {
				t.Errorf("module %d,%d dark %v is covered %d times by %v", x, y, dark, covered, all)
			}
		}
	}
	if len(all) != 4 {
		t.Errorf("%d rectangles: %v", len(all), all)
	}
}
