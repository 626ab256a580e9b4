package main

import (
	"fmt"
	"strings"
)

func (w *writer) list() {
	for i := range 3 + w.IntN(4) {
		mark := "-"
		if w.IntN(2) == 0 {
			mark = fmt.Sprintf("%d.", i+1)
		}
		fmt.Fprintf(w, "%s %s\n", mark, w.sentence())
		if w.IntN(3) == 0 {
			fmt.Fprintf(w, "   - %s\n   - %s\n", w.words(5), w.words(6))
		}
	}
	w.WriteString("\n")
}

func (w *writer) tasks() {
	for range 2 + w.IntN(3) {
		fmt.Fprintf(w, "- [%c] %s\n", " x"[w.IntN(2)], w.sentence())
	}
	w.WriteString("\n")
}

func (w *writer) table() {
	fmt.Fprintf(w, "| %s | %s | %s |\n|---|:-:|--:|\n", w.words(1), w.words(1), w.words(2))
	for range 3 + w.IntN(5) {
		fmt.Fprintf(w, "| %s | **%s** | %d |\n", w.words(4), w.words(1), w.IntN(10_000))
	}
	w.WriteString("\n")
}

func (w *writer) code() {
	s := snippets[w.IntN(len(snippets))]
	fmt.Fprintf(w, "```%s\n%s\n```\n\n", s.language, strings.ReplaceAll(strings.TrimSpace(s.text), "NAME", w.words(1)))
}

func (w *writer) alert() {
	kind := [...]string{"NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"}[w.IntN(5)]
	fmt.Fprintf(w, "> [!%s]\n> %s\n> %s\n\n", kind, w.sentence(), w.sentence())
}

func (w *writer) quote() { fmt.Fprintf(w, "> %s\n\n", w.sentence()) }

func (w *writer) image() {
	fmt.Fprintf(w, "![%s](assets/figura.svg %q)\n\n", w.words(6), w.sentence())
}

func (w *writer) details() {
	fmt.Fprintf(w, "<details>\n<summary>%s</summary>\n\n%s\n\n- %s\n- %s\n\n</details>\n\n", w.title(), w.sentence(), w.words(5), w.words(5))
}

func (w *writer) definitions() {
	for range 2 {
		fmt.Fprintf(w, "%s\n: %s\n\n", w.title(), w.sentence())
	}
}

func (w *writer) formula() {
	fmt.Fprintf(w, "%s $a^2 + b^2 = c^2$ %s:\n\n$$\n\\bar{x} = \\frac{1}{n} \\sum_{i=1}^{n} x_i\n$$\n\n", capital(w.words(3)), w.words(2))
}

// snippets are pieces of code as courses on computing show them.
var snippets = []struct{ language, text string }{
	{"python", `
def NAME(righe, soglia=10):
    """Conta le righe più lunghe della soglia."""
    totale = 0
    for numero, riga in enumerate(righe, start=1):
        if len(riga.strip()) > soglia and not riga.startswith("#"):
            totale += 1
            print(f"{numero}: {riga!r}")
    return {"totale": totale, "quota": totale / max(1, len(righe))}`},
	{"javascript", `
const NAME = document.querySelector('#elenco');
async function carica(pagina = 1) {
  const risposta = await fetch(` + "`/api/corsi?page=${pagina}`" + `);
  if (!risposta.ok) throw new Error('non riuscito: ' + risposta.status);
  const { items } = await risposta.json();
  items.forEach((corso) => NAME.append(new Option(corso.title, corso.id)));
}
window.addEventListener('load', () => carica().catch(console.error));`},
	{"html", `
<form action="/NAME" method="post">
  <label for="nome">Nome</label>
  <input id="nome" name="nome" type="text" required>
  <!-- il pulsante sta in fondo -->
  <button type="submit" class="btn btn-primary">Invia</button>
</form>`},
	{"css", `
.NAME > li:not(:last-child) {
  margin: 0 0 .5rem;
  color: hsl(210 100% 40%);
  border-bottom: 1px solid var(--linea, #ccc);
}
@media (min-width: 40em) { .NAME { display: grid; grid-template-columns: 1fr 2fr; } }`},
	{"bash", `
$ cd NAME/dati
$ for file in *.txt; do
>   echo "$file: $(wc -l < "$file") righe"
> done | sort -k2 -n | tail -3
$ grep -rn --include='*.md' 'SPID' . > trovati.txt`},
	{"sql", `
SELECT c.titolo, count(*) AS iscritti, avg(i.percentuale) AS media
FROM corsi c JOIN iscrizioni i ON i.corso = c.id
WHERE c.stato = 'pubblicato' AND i.creata >= '2026-01-01' -- NAME
GROUP BY c.id HAVING count(*) > 10 ORDER BY media DESC LIMIT 5;`},
	{"json", `
{"NAME": {"titolo": "SPID e CIE", "ore": 1.5, "lezioni": [1, 2, 3], "attestato": true, "note": null}}`},
	{"go", `
// NAME returns the sum of the squares.
func NAME(values ...float64) (sum float64, err error) {
	for i, v := range values {
		if math.IsNaN(v) {
			return 0, fmt.Errorf("value %d: %w", i, ErrNoNumber)
		}
		sum += v * v
	}
	return sum, nil
}`},
	{"ruby", `
class NAME < ApplicationRecord
  has_many :lezioni, dependent: :destroy
  validates :titolo, presence: true, length: { maximum: 80 }
  def completato?(utente)
    lezioni.all? { |lezione| lezione.fatta_da?(utente) }
  end
end`},
	{"", `
cartella/
  NAME.md
  assets/figura.svg`},
}

var vocabulary = strings.Fields(`accesso servizio cittadino comune codice identità digitale carta telefono messaggio password
livello sicurezza lettore elettronica pubblica ufficio domanda risposta modulo pagina indirizzo posta casella documento firma
procedura richiesta pratica delega scadenza rinnovo conferma avviso pagamento ricevuta tributo scuola salute referto medico
farmacia pensione lavoro impresa ente città provincia regione territorio abitante persona famiglia gruppo classe corso lezione
esercizio prova errore aiuto consiglio esempio immagine schermo tasto finestra programma cartella archivio copia salvataggio
rete collegamento sito dominio ricerca motore risultato fonte notizia dato tabella riga colonna valore numero somma media
grafico mappa percorso tempo giorno settimana mese anno prima dopo sempre spesso ancora quando dove come perché quindi anche
ogni alcuni nessuno tutti molto poco più meno bene meglio scrivere leggere aprire chiudere inviare ricevere scaricare
stampare controllare scegliere confrontare riconoscere proteggere aggiornare condividere collaborare organizzare imparare
nuovo semplice chiaro utile sicuro gratuito pubblico privato personale necessario possibile breve completo corretto`)
