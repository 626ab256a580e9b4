package classes

import (
	"bufio"
	"strings"

	"aula/accounts"
)

// CardsAtOnce bounds how many cards are made at once.
const CardsAtOnce = 40

// CardName is for whom a card is made. All may be empty.
type CardName struct{ Given, Family, Guardian string }

// ParseCardNames reads names as they are typed or pasted, one a line; columns of a table may be parted by tabs, semicolons or commas, and
// numbers before a name are dropped. Of those who have not turned fourteen only the first name is kept. It returns accounts.Problems with
// "names".
func ParseCardNames(text string, minors bool) ([]CardName, error) {
	return eachName(text, func(line string) (CardName, string) {
		n, code := parseCardName(line)
		if minors {
			n.Family = ""
		}
		return n, code
	})
}

// ParseChildren reads first names of children, each with the name of their guardian in the next column. A guardian may be missing where the class
// names one for all. It returns what ParseCardNames returns.
func ParseChildren(text, all string) ([]CardName, error) {
	return eachName(text, func(line string) (CardName, string) {
		at := strings.IndexAny(line, "\t;,")
		if at < 0 {
			at = len(line)
		}
		n, code := parseCardName(line[:at])
		n.Family, n.Guardian = "", accounts.NormaliseName(strings.Trim(line[at:], "\t;, "))
		if code == "" {
			code = accounts.CheckCardName(n.Guardian)
		}
		if code == "" && n.Given != "" && n.Guardian == "" && all == "" {
			code = "cards_guardian"
		}
		return n, code
	})
}

// eachName reads the lines by what reads one, and leaves out those without a name.
func eachName(text string, read func(line string) (CardName, string)) ([]CardName, error) {
	var names []CardName
	lines := bufio.NewScanner(strings.NewReader(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		n, code := read(lines.Text())
		if code != "" {
			return nil, accounts.Problems{{Field: "names", Code: code}}
		}
		if n.Given == "" {
			continue
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
