package markup

// Labels are the keys of the words that the renderer adds itself, with the Italian ones. Where a number follows
// ("Tabella 2"), the renderer adds it.
var Labels = map[string]string{
	"caution":       "Pericolo",
	"code":          "Codice",
	"details":       "Dettagli",
	"done":          "Fatto",
	"footnote":      "Nota",
	"footnote_back": "Torna al testo, nota",
	"footnotes":     "Note",
	"formula":       "Formula",
	"important":     "Importante",
	"note":          "Nota",
	"quiz":          "Mettiti alla prova",
	"solution":      "Soluzione",
	"table":         "Tabella",
	"tip":           "Consiglio",
	"to_do":         "Da fare",
	"transcript":    "Trascrizione",
	"video":         "Video",
	"warning":       "Attenzione",
}

func (p *pass) label(key string) string {
	if p.o.Label != nil {
		if text := p.o.Label(key); text != "" {
			return text
		}
	}
	return Labels[key]
}
