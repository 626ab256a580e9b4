package classes

import (
	"bufio"
	"strings"

	"aula/accounts"
)

// CardsAtOnce bounds how many cards are made at once.
const CardsAtOnce = 40

// CardName is for whom a card is made. Both may be empty.
type CardName struct{ Given, Family string }

// ParseCardNames reads names as they are typed or pasted, one a line; columns of a table may be parted by tabs, semicolons or commas, and
// numbers before a name are dropped. Of those who have not turned fourteen only the first name is kept. It returns accounts.Problems with
// "names".
func ParseCardNames(text string, minors bool) ([]CardName, error) {
	var names []CardName
	lines := bufio.NewScanner(strings.NewReader(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		n, code := parseCardName(lines.Text())
		if code != "" {
			return nil, accounts.Problems{{Field: "names", Code: code}}
		}
		if n.Given == "" {
			continue
		}
		if minors {
			n.Family = ""
		}
		if names = append(names, n); len(names) > CardsAtOnce {
			return nil, accounts.Problems{{Field: "names", Code: "cards_many"}}
		}
	}
	if lines.Err() != nil {
		return nil, accounts.Problems{{Field: "names", Code: "name_long"}}
	}
	return names, nil
}

// parseCardName takes the first word as the given name: what stands on the card.
func parseCardName(line string) (n CardName, problem string) {
	columns := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' || r == ';' || r == ',' })
	words := strings.Fields(strings.Join(columns, " "))
	for len(words) > 0 && strings.Trim(words[0], "0123456789.)°") == "" {
		words = words[1:]
	}
	if len(words) == 0 {
		return CardName{}, ""
	}
	n = CardName{Given: words[0], Family: strings.Join(words[1:], " ")}
	if len(columns) > 1 { // a table says itself where the given name ends
		if given := accounts.NormaliseName(columns[0]); strings.HasPrefix(strings.Join(words, " "), given) && given != "" {
			n = CardName{Given: given, Family: accounts.NormaliseName(strings.Join(columns[1:], " "))}
		}
	}
	for _, part := range []string{n.Given, n.Family} {
		if code := accounts.CheckCardName(part); code != "" {
			return n, code
		}
	}
	return n, ""
}
