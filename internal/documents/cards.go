package documents

import (
	"strconv"
	"time"

	"aula/locales"
)

// Cards are those with which people without a mailbox come in: a sheet to print and cut.
type Cards struct {
	Body, Course string
	Page         string // where the code is typed, as people read it: "aula.example.it/card"
	Until        time.Time
	Made         time.Time
	List         []PrintedCard
}

// PrintedCard is one card. Name may be empty.
type PrintedCard struct {
	Number    int
	Name      string
	Code, PIN string // in groups
	Address   string // of the QR code: it carries a secret, and no name
}

// The sheet's lines, in millimetres: six cards a page, each with a strip that bears the PIN.
const (
	cardWide, cardTall  = 95.0, 92.0
	cardsLeft, cardsTop = 10.0, 10.5
	cardPad             = 5.0
	stripTall           = 16.0
	cardsAcross         = 2
	cardsOnPage         = 6
)

var (
	cardSmall  = Style{Size: 8.5, Least: 6, Colour: Slate, Leading: 1.15, Lines: 1}
	cardCourse = Style{Face: SemiBold, Size: 11.5, Least: 8, Colour: Night, Leading: 1.15, Lines: 2}
	cardName   = Style{Face: Bold, Size: 20, Least: 11, Colour: Night, Lines: 1}
	cardSign   = Style{Face: Bold, Size: 23, Least: 14, Colour: Black, Lines: 1}
	cardStep   = Style{Size: 12.5, Least: 9, Colour: Black, Leading: 1.15, Lines: 2}
)

// DrawCards draws the sheet in one of the academy's languages, Italian if it is none.
func DrawCards(language string, c Cards) ([]byte, error) {
	l := locales.For(language)
	d := New(Options{Title: l.T("cards.paper") + ": " + c.Course, Author: c.Body, Language: l.Tag(), Made: c.Made})
	s := cardSheet{d, l, c}
	for i, card := range c.List {
		at := i % cardsOnPage
		if at == 0 {
			d.Page()
			s.cuts()
		}
		box := Box{cardsLeft + float64(at%cardsAcross)*cardWide, cardsTop + float64(at/cardsAcross)*cardTall, cardWide, cardTall}
		if err := s.card(box, card); err != nil {
			return nil, err
		}
	}
	return d.Bytes()
}

type cardSheet struct {
	*Document
	l *locales.Locale
	c Cards
}

// cuts are the lines along which cards are cut apart, and each from its PIN.
func (s cardSheet) cuts() {
	rows := cardsOnPage / cardsAcross
	for i := range cardsAcross + 1 {
		s.dashes(Box{cardsLeft + float64(i)*cardWide, cardsTop, 0, float64(rows) * cardTall})
	}
	for i := range rows + 1 {
		s.dashes(Box{cardsLeft, cardsTop + float64(i)*cardTall, cardsAcross * cardWide, 0})
		if i < rows {
			s.dashes(Box{cardsLeft, cardsTop + float64(i+1)*cardTall - stripTall, cardsAcross * cardWide, 0})
		}
	}
}

// dashes draws a broken line along the longer side of box.
func (s cardSheet) dashes(box Box) {
	const long, gap, thick = 2.4, 1.8, 0.25
	var all []Box
	for at := 0.0; at < max(box.W, box.H); at += long + gap {
		dash := Box{box.X + at, box.Y - thick/2, min(long, box.W-at), thick}
		if box.H > box.W {
			dash = Box{box.X - thick/2, box.Y + at, thick, min(long, box.H-at)}
		}
		all = append(all, dash)
	}
	end := s.decoration()
	s.fill(all, Slate)
	end()
}

func (s cardSheet) card(box Box, c PrintedCard) error {
	x, wide := box.X+cardPad, box.W-2*cardPad
	y := box.Y + cardPad - 1
	y += s.Text(Paragraph, cardSmall, Box{x, y, wide, 5}, s.c.Body)
	y += s.Text(Paragraph, cardCourse, Box{x, y, wide, 10}, s.c.Course) + 1
	name := c.Name
	if name == "" {
		name = s.l.T("cards.number", "number", strconv.Itoa(c.Number))
	}
	s.Text(Heading, cardName, Box{x, y, wide, 10}, name)
	if err := s.way(Box{x - 2, box.Y + 26, 31, 31}, wide, c); err != nil {
		return err
	}
	y = box.Y + 56.5
	for i := range 3 {
		step := strconv.Itoa(i+1) + ". " + s.l.T("cards.step_"+strconv.Itoa(i+1))
		y += s.Text(Paragraph, cardStep, Box{x, y, wide, 10}, step)
	}
	s.strip(Box{x, box.Y + box.H - stripTall, wide, stripTall}, name, c)
	return nil
}

// way is how one comes in: the code to scan, and beside it the one to type.
func (s cardSheet) way(qr Box, wide float64, c PrintedCard) error {
	if err := s.QR(qr, c.Address, s.l.T("cards.qr")); err != nil {
		return err
	}
	x, w := qr.X+qr.W+2, wide-qr.W
	s.Text(Paragraph, cardSmall, Box{x, qr.Y + 3, w, 5}, s.l.T("cards.page"))
	s.Text(Paragraph, Style{Face: SemiBold, Size: 11, Least: 6, Colour: Black, Lines: 2, Leading: 1.1}, Box{x, qr.Y + 6.5, w, 10}, s.c.Page)
	s.Text(Paragraph, cardSmall, Box{x, qr.Y + 16, w, 5}, s.l.T("cards.code"))
	s.Text(Paragraph, cardSign, Box{x, qr.Y + 19, w, 11}, c.Code)
	return nil
}

// strip bears the PIN, so that it can be kept apart from the card.
func (s cardSheet) strip(box Box, name string, c PrintedCard) {
	s.Text(Paragraph, cardSmall, Box{box.X, box.Y + 2, box.W, 5}, s.l.T("cards.strip", "name", name))
	s.Text(Paragraph, cardSign, Box{box.X, box.Y + 5.5, 50, 10}, s.l.T("cards.pin_is", "pin", c.PIN))
	small := cardSmall
	small.Lines = 2
	small.Align = Right
	s.Text(Paragraph, small, Box{box.X + 48, box.Y + 7.5, box.W - 48, 8}, s.l.T("cards.until", "date", s.l.Date(s.c.Until)))
}
