package markup

import (
	"strings"
	"testing"
)

func TestSentencesEndWhereReadersStop(t *testing.T) {
	for _, row := range []struct {
		text      string
		sentences int
	}{
		{"Una frase.", 1},
		{"Una frase. Un'altra.", 2},
		{"Una domanda? Una risposta! Fine…", 3},
		{"Senza punto", 1},
		{"«Entra» disse. «Grazie.» Poi uscì.", 3},
		{"Costa 3.50 euro alle 9.30 del 22.11.2026.", 1},
		{"Vedi l'art. 5 del d.lgs. 82/2005.", 1},
		{"Il sig. Rossi e la dott.ssa Bianchi, n. 3.", 1},
		{"G. Mazzini nacque a Genova.", 1},
		{"La S.p.A. Esempio paga.", 1},
		{"Carta, penna, ecc. e poi si parte.", 1},
		{"Carta, penna, ecc. Poi si parte.", 2},
		{"Nel 2026. Poi basta.", 2},
		{"1. Primo passo\n2. Secondo passo", 2},
		{"Scrivi a urp@comune.it o vai su www.comune.it. Grazie.", 2},
		{"Un titolo\n\nUn paragrafo.\nUn altro.", 3},
		{"una riga spezzata\na metà.", 1},
		{"Che cos'è. Poi altro.", 2},
		{"Davvero? disse lui.", 1},
		{"...", 0},
		{"", 0},
	} {
		got := 0
		for _, block := range blocks(row.text) {
			got += countSentences(block)
		}
		if got != row.sentences {
			t.Errorf("%q: %d sentences, want %d", row.text, got, row.sentences)
		}
	}
}

func TestWordsAreCountedAsItaliansDo(t *testing.T) {
	for _, row := range []struct {
		text  string
		words int
	}{
		{"l'identità digitale", 3}, {"c’è", 2}, {"3,5 ore", 2}, {"on-line", 1}, {"www.comune.it", 1}, {"— uno, due; tre…", 3}, {"", 0}, {" \n ", 0}, {"a\tb\nc", 3},
	} {
		if got := countWords(row.text); got != row.words {
			t.Errorf("%q: %d words, want %d", row.text, got, row.words)
		}
	}
}

func TestGulpeaseIsTheFormula(t *testing.T) {
	for _, row := range []struct {
		text  string
		index int
	}{
		{"Il gatto dorme sul letto.", 100}, // 89 + (300*1 - 10*20) / 5 = 109, at most 100
		{"", 0},
		{"…", 0},
		// 8 words, 79 letters, 1 sentence: 89 + (300 - 790) / 8
		{"Precipitevolissimevolmente amministrativamente responsabilizzandosi di un ente per ora.", 28},
		// 12 words, 65 letters, 1 sentence: 89 + (300 - 650) / 12
		{"Per accedere ai servizi devi prima chiedere una identità digitale al gestore.", 60},
	} {
		if got := Gulpease(row.text); got != row.index {
			t.Errorf("%q: %d, want %d", row.text, got, row.index)
		}
	}
	plain := strings.Repeat("Apri la pagina. Premi il pulsante. Scrivi il tuo nome. ", 20)
	dense := strings.Repeat("Ai sensi della normativa vigente in materia di amministrazione digitale, l'interessato provvede all'autenticazione mediante le "+
		"credenziali precedentemente rilasciate dal gestore accreditato presso l'autorità competente. ", 20)
	if p, d := Gulpease(plain), Gulpease(dense); p < 80 || d > 45 {
		t.Errorf("plain %d, dense %d", p, d)
	}
}
