package quizzes

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// maxNumber bounds the characters of a written number.
const maxNumber = 60

// ReadNumber returns the numbers that a text may mean, most likely first: none if it is no number, two if its
// one separator may divide thousands as well as decimals ("1.000"). Comma and point both divide; spaces and apostrophes group.
func ReadNumber(text string) []float64 {
	text = strings.Map(numberSign, strings.TrimSpace(text))
	if text == "" || len(text) > maxNumber {
		return nil
	}
	mantissa, exponent := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i:]
	}
	var readings []float64
	for _, m := range plainMantissas(mantissa) {
		x, err := strconv.ParseFloat(m+exponent, 64)
		if err == nil && !math.IsInf(x, 0) {
			readings = append(readings, x)
		}
	}
	return readings
}

// numberSign drops what only groups digits, and makes every minus one minus. Letters become a sign that no number has.
func numberSign(r rune) rune {
	switch {
	case unicode.IsSpace(r), r == '\'', r == '’':
		return -1
	case r == '−', r == '–':
		return '-'
	case r >= '0' && r <= '9', strings.ContainsRune("+-.,eE", r):
		return r
	}
	return '?'
}

// plainMantissas writes a number's readings as programs do.
func plainMantissas(m string) []string {
	points, commas := strings.Count(m, "."), strings.Count(m, ",")
	switch {
	case strings.ContainsAny(m, "?_"):
		return nil
	case points == 0 && commas == 0:
		return []string{m}
	case points > 0 && commas > 0:
		decimal, group := ",", "."
		if strings.LastIndex(m, ".") > strings.LastIndex(m, ",") {
			decimal, group = ".", ","
		}
		whole, fraction, _ := strings.Cut(m, decimal)
		if strings.ContainsAny(fraction, ".,") || !grouped(whole, group) {
			return nil
		}
		return []string{strings.ReplaceAll(whole, group, "") + "." + fraction}
	case points+commas > 1:
		if sign := string(m[strings.IndexAny(m, ".,")]); grouped(m, sign) {
			return []string{strings.ReplaceAll(m, sign, "")}
		}
		return nil
	}
	decimal := strings.ReplaceAll(m, ",", ".")
	if ambiguous(m) {
		return []string{decimal, strings.ReplaceAll(decimal, ".", "")}
	}
	return []string{decimal}
}

// ambiguous tells whether the one separator of a number may divide thousands as well as decimals.
func ambiguous(m string) bool {
	return strings.Count(m, ".")+strings.Count(m, ",") == 1 && (grouped(m, ".") || grouped(m, ","))
}

// grouped tells whether sign divides digits into a first group of one to three and others of three.
func grouped(m, sign string) bool {
	groups := strings.Split(strings.TrimLeft(m, "+-"), sign)
	if len(groups) < 2 || len(groups[0]) < 1 || len(groups[0]) > 3 || groups[0][0] == '0' {
		return false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return false
		}
	}
	return true
}
