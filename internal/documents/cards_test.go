package documents

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"aula/locales"
)

func someCards(n int) Cards {
	c := Cards{
		Body: "Città metropolitana di Roma Capitale", Course: "Primi passi con lo smartphone e con i servizi digitali del comune", Page: "aula.cittametropolitanaroma.it/card",
		Until: time.Date(2026, 12, 18, 0, 0, 0, 0, time.UTC), Made: time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC),
	}
	for i := range n {
		card := PrintedCard{Number: i + 1, Code: "CDF-HJK", PIN: "4 09 17", Address: "https://aula.cittametropolitanaroma.it/card/q/" + strings.Repeat("k", 22)}
		if i%2 == 0 {
			card.Name = "Mariagiovanna"
		}
		c.List = append(c.List, card)
	}
	return c
}

func TestASheetHoldsSixCardsAPageInEveryLanguage(t *testing.T) {
	for n, pages := range map[int]int{1: 1, 6: 1, 7: 2, 40: 7} {
		for _, lang := range locales.Languages {
			file, err := DrawCards(lang, someCards(n))
			if err != nil {
				t.Fatal(err)
			}
			if got := bytes.Count(file, []byte("/Type /Page\n")); got != pages {
				t.Errorf("%d cards in %s take %d pages, want %d", n, lang, got, pages)
			}
			if path := os.Getenv("AULA_CARDS"); path != "" && n == 7 {
				if err := os.WriteFile(fmt.Sprintf("%s/cards-%s.pdf", path, lang), file, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// Each card says what it needs in its own room: nothing runs over the strip below.
func TestThreeSentencesFitOnACardInEveryLanguage(t *testing.T) {
	for _, lang := range locales.Languages {
		l, tall := locales.For(lang), 0.0
		for i := range 3 {
			box := Box{W: cardWide - 2*cardPad, H: 10}
			text := fmt.Sprintf("%d. %s", i+1, l.T(fmt.Sprintf("cards.step_%d", i+1)))
			if _, size := cardStep.set(box, text); size < cardStep.Size {
				t.Errorf("%s: %q is set in %.1f points", lang, text, size)
			}
			tall += cardStep.Height(box, text)
		}
		if room := cardTall - stripTall - 56.5; tall > room {
			t.Errorf("%s: the sentences take %.1f mm of %.1f", lang, tall, room)
		}
	}
}
