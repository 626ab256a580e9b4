package markup

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// corpora are 136 lessons of 1.2 MB in all, as courses about digital skills are written: text, with lists, tables, pictures and
// notes; "mixed" has some code too, which costs more than all the rest.
var corpora = sync.OnceValue(func() map[string][][]byte {
	made := map[string][][]byte{}
	for i := range 136 {
		made["mixed"] = append(made["mixed"], lesson(i, extras))
		made["prose"] = append(made["prose"], lesson(i, extras[:len(extras)-2]))
	}
	return made
})

// lesson makes the nth lesson of a corpus.
func lesson(n int, extras []string) []byte {
	const size = 1_200_000 / 136
	var b strings.Builder
	fmt.Fprintf(&b, "# Lezione %d: l'identità digitale\n\n", n)
	for part := 0; b.Len() < size; part++ {
		fmt.Fprintf(&b, "## Parte %d: perché conta\n\n", part)
		for i := range 4 {
			fmt.Fprintf(&b, paragraphs[(n+part+i)%len(paragraphs)]+"\n\n", part*10+i)
		}
		b.WriteString(extras[(n+part)%len(extras)] + "\n\n")
	}
	return []byte(b.String())
}

var paragraphs = []string{
	"Il cittadino che **vuole** accedere a un servizio della *Pubblica Amministrazione* sceglie il proprio gestore e inserisce le credenziali. La pagina %d spiega come si fa, passo dopo passo, senza dare nulla per scontato: dal telefono, dal computer o allo sportello del comune.",
	"Per saperne di più leggi la [guida ufficiale](https://www.example.org/guida/%d) oppure la [lezione precedente](lezione-precedente.md#perche-conta). Ricorda che nessun ente chiede la password per telefono, e che il codice usa e getta vale **una volta sola**.",
	"- Prepara il documento numero %d e la tessera sanitaria\n- Apri l'app e premi `Accedi`\n- Controlla che l'indirizzo cominci con `https://`\n  - se non comincia così, *fermati*\n  - chiedi aiuto allo sportello\n- Salva la ricevuta",
	"Un esempio numero %d: Anna ha 72 anni e vuole prenotare una visita. Entra con la carta d'identità elettronica, sceglie l'ambulatorio più vicino, conferma e riceve un messaggio. Se qualcosa va storto, il servizio di assistenza risponde ogni giorno dalle 9 alle 18.",
	"![Schermata %d del portale con il pulsante per accedere](img/schermata.png)\n\nLa schermata mostra il pulsante **Entra con SPID** in alto a destra; su un telefono si trova nel menu, dietro le tre righe.",
}

var extras = []string{
	"| Livello | Che cosa serve | Esempio |\n|---|:-:|--:|\n| 1 | nome e password | consultare |\n| 2 | anche un codice | pagare |\n| 3 | una carta | firmare |",
	"> Chi trova una chiave la restituisce, chi trova una password la cambia.\n>\n> Proverbio dell'ufficio relazioni con il pubblico",
	"1. Vai sul sito\n2. Premi **Entra**\n3. Scegli il gestore\n4. Conferma con il telefono\n\n- [ ] documento\n- [x] tessera",
	"Il regolamento europeo ne parla diffusamente[^eidas].\n\n[^eidas]: Regolamento (UE) n. 910/2014 e successive modifiche.",
	"Gestore\n: Chi rilascia l'identità e la verifica.\n\nFornitore\n: Chi offre il servizio, per esempio il comune.",
	"<details>\n<summary>Un approfondimento</summary>\n\nSolo per chi vuole **saperne di più**: premi <kbd>Ctrl</kbd> + <kbd>F</kbd> e cerca la parola.\n\n</details>",
	"```python\ndef controlla(codice):\n    # nove cifre e una lettera\n    return len(codice) == 10 and codice[:9].isdigit()\n\nprint(controlla(\"123456789A\"))\n```",
	"```bash\ncurl -s https://www.example.org/api/stato | grep '\"ok\"' && echo \"Il servizio risponde\"\nfor f in *.pdf; do cp \"$f\" archivio/; done\n```",
}

func BenchmarkRender(b *testing.B) {
	for name, files := range corpora() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, file := range files {
					if _, err := Render(file, Options{}); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

func TestTheCorporaAreWhatTheFiguresSay(t *testing.T) {
	for name, files := range corpora() {
		size := 0
		for _, file := range files {
			size += len(file)
			checkRendering(t, file, Options{})
		}
		if size < 1_200_000 || size > 1_400_000 {
			t.Errorf("%s: %d bytes", name, size)
		}
	}
}
