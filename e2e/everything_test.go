package e2e

import (
	"strings"
	"sync"
	"testing"
)

var publishEverything sync.Once

// everythingCourse is a course of the shared academy in which each thing that a text may hold occurs once.
func everythingCourse(t *testing.T) string {
	t.Helper()
	publishEverything.Do(func() { academy.as(t, "staff").publish("di-tutto", everything) })
	return "di-tutto"
}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180" viewBox="0 0 320 180"><rect width="320" height="180" fill="#06c"/></svg>`

// hostile is a picture that would act if it could.
const hostile = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180" onload="document.title='ran'"><script>document.title='ran';fetch('/me')</script><rect width="320" height="180" fill="#c30"/></svg>`

var everything = folder{
	"course.md":             "---\ntitle: Di tutto\nsummary: Un esempio per ogni cosa.\nlanguage: it\nhours: 1\naudience: all\nlevel: base\ncertificate: false\n---\n\nProva.\n",
	"01-di-tutto.md":        strings.ReplaceAll(everyElement, "'''", "```"),
	"02-quiz.md":            everyQuestion,
	"assets/figura.svg":     drawing,
	"assets/ostile.svg":     hostile,
	"assets/film.mp4":       "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
	"assets/film.vtt":       "WEBVTT\n\n00:00.000 --> 00:02.000\nBuongiorno.\n",
	"assets/scheda.pdf":     "%PDF-1.4\n%%EOF\n",
	"assets/pagina.html":    "<!doctype html><title>Pagina</title><script>document.title='ran'</script>",
	"assets/nota finale.md": "# Nota\n",
}

const everyElement = `---
id: di-tutto
---
# Di tutto un po'

Testo con **forza**, *corsivo*, ~~barrato~~, ` + "`codice`" + ` e un [link](#tabella).

## Figure

![Un rettangolo blu](assets/figura.svg "La didascalia della figura")

![Un rettangolo rosso](assets/ostile.svg)

> [!NOTE]
> Qualcosa in più.

> [!TIP]
> Un modo più comodo.

> [!IMPORTANT]
> Quello che non si può saltare.

> [!WARNING]
> Dove si sbaglia.

> [!CAUTION]
> Dove si perde qualcosa.

> Una citazione.

:::details Se hai meno di 18 anni
Lo chiede il genitore.
:::

:::quiz quiz "Comincia il quiz"

:::download assets/scheda.pdf "Scheda da stampare"

:::download assets/pagina.html "Una pagina da salvare"

:::video assets/film.mp4 "Un film" captions=assets/film.vtt poster=assets/figura.svg
La trascrizione del film.
:::

## Elenchi

PIN
: Serve per usare la carta.

- [ ] un documento
- [x] la tessera

1. primo
2. secondo

## Tabella {#tabella}

| Livello | Con SPID | Una colonna larga | E un'altra ancora |
|---|:-:|--:|---|
| 1 | Nome utente e password | 1.234.567,89 euro | sempre in ogni caso |
| 2 | In più, un codice | 12 euro | mai |

Costa 12 euro.[^prezzo]

[^prezzo]: Prezzo letto il 22 novembre 2026.

'''python
# un commento
def saluta(nome: str) -> None:
    print(f"ciao {nome}", 42, "una riga di codice molto lunga che non sta nello schermo di un telefono")
'''

L'area è $A = \pi r^2$.

$$
\bar{x} = \frac{1}{n} \sum_{i=1}^{n} x_i
$$

<details><summary>In HTML</summary><p>Dentro.</p></details>
`

const everyQuestion = `---
id: quiz
title: Di tutti i tipi
time_limit: 30
---

## Una sola va bene {#una}

- [x] Questa
  > Sì.
- [ ] Quella
  > No.

## Più di una {#molte}

- [x] Prima
- [x] Seconda
- [ ] Terza

## Vero o falso? {#vero}

- [x] Vero
- [ ] Falso

## Scrivi la parola {#parola type=short}

= pace

## Scrivi il numero {#numero type=numeric}

= 42 ± 0,5

## Che cosa c'è nel disegno? {#disegno}

![Un rettangolo blu](assets/figura.svg)

- [x] Un rettangolo
- [ ] Un cerchio
`
