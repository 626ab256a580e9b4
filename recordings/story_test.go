package recordings_test

import (
	"strings"
	"testing"
	"time"

	"aula/recordings"
	"aula/recordings/captions"
)

var began = time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC)

func at(seconds float64) time.Time { return began.Add(time.Duration(seconds * float64(time.Second))) }

func TestWhatWasTypedBecomesCues(t *testing.T) {
	said := []recordings.Said{
		{At: at(-5), Text: "prima"}, {At: at(4), Text: "Buongiorno"}, {At: at(6), Text: "<b>Oggi</b> parliamo di SPID & CIE --> due strumenti"},
		{At: at(6.5), Text: "e basta"}, {At: at(59), Text: "Grazie"}, {At: at(600), Text: "dopo"},
	}
	cues := recordings.CuesOf(began, time.Minute, said)
	if len(cues) != 4 || len(captions.Check(cues, time.Minute)) > 0 {
		t.Fatalf("%+v", cues)
	}
	if cues[0].Start != 2500*time.Millisecond || cues[3].End != time.Minute {
		t.Errorf("%v, %v", cues[0], cues[3])
	}
	file := string(captions.Write(cues))
	if strings.Contains(file, "<b>") || strings.Count(file, "-->") != 4 {
		t.Errorf("markup is not escaped:\n%s", file)
	}
}

func TestPagesThatStayBecomeChapters(t *testing.T) {
	shown := []recordings.PageShown{
		{At: at(-60), Deck: "d", Title: "SPID.pdf", Page: 1}, {At: at(30), Deck: "d", Title: "SPID.pdf", Page: 2}, {At: at(32), Deck: "d", Title: "SPID.pdf", Page: 3},
		{At: at(50), Deck: ""}, {At: at(70), Deck: "d", Title: "SPID.pdf", Page: 3}, {At: at(119), Deck: "d", Title: "SPID.pdf", Page: 4},
	}
	var got []string
	for _, c := range recordings.ChaptersOf(began, 2*time.Minute, shown) {
		got = append(got, c.Begins().String()+" "+c.Title)
	}
	if want := "0s SPID · 1, 32s SPID · 3"; strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
}
