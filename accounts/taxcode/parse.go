package taxcode

import (
	"errors"
	"fmt"
	"strings"
)

// What is wrong with a code. None tells anything of the code itself.
var (
	ErrLength    = errors.New("tax code has neither 16 characters nor, where it is provisional, 11 digits")
	ErrCharacter = errors.New("tax code has a character that cannot be in its place")
	ErrDate      = errors.New("tax code says a day that no month has")
	ErrCheck     = errors.New("check character of the tax code does not fit: another one is wrong, or two have changed places")
)

// CharacterError is ErrCharacter with the place.
type CharacterError struct{ Place int } // from 1

func (e CharacterError) Error() string { return fmt.Sprintf("%v: number %d", ErrCharacter, e.Place) }

// Is makes it ErrCharacter.
func (e CharacterError) Is(err error) bool { return err == ErrCharacter }

const (
	personal    = 16
	provisional = 11
	prefix      = "TINIT-" // before the fiscal number that SPID and eIDAS assert
)

// shape says what stands in each place: a letter, a digit (or the letter in its stead), the month, the letter of the place of birth.
const shape = "LLLLLLDDMDDPDDDL"

var allowed = map[byte]string{
	'L': "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	'D': "0123456789" + omocodia,
	'M': months,
	'P': "ABCDEFGHIJKLMZ", // provinces have A to M, other countries Z
}

const (
	omocodia = "LMNPQRSTUV" // stand for 0 to 9 where two people would have the same code
	months   = "ABCDEHLMPRST"
)

// longest is the days of each month; a code has two figures of the year only, so 29 February is one of 1900 too.
var longest = [len(months)]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// Parse reads a code as people and identity providers write it: with spaces, in small letters, with TINIT- before it.
// It returns ErrLength, ErrCharacter (a CharacterError, which says where), ErrDate or ErrCheck.
//
// Two codes that differ by omocodia are two people's, so neither is turned into the other.
func Parse(s string) (Code, error) {
	text := strings.TrimPrefix(capitals(s), prefix)
	var err error
	switch len(text) {
	case personal:
		err = checkPersonal(text)
	case provisional:
		err = checkProvisional(text)
	default:
		err = ErrLength
	}
	if err != nil {
		return Code{}, err
	}
	return codeOf(text), nil
}

// capitals leaves out spaces and turns a to z into capitals. Other letters stay: that ſ has the capital S makes it none.
func capitals(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0':
		case 'a' <= r && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func checkPersonal(text string) error {
	for i := range len(text) {
		if !strings.Contains(allowed[shape[i]], text[i:i+1]) {
			return CharacterError{i + 1}
		}
	}
	if !checkDate(text) {
		return ErrDate
	}
	if text[personal-1] != checkLetter(text[:personal-1]) {
		return ErrCheck
	}
	return nil
}

// checkDate looks at the day: women's have 40 added.
func checkDate(text string) bool {
	year := 10*digit(text[6]) + digit(text[7])
	month := strings.IndexByte(months, text[8])
	day := 10*digit(text[9]) + digit(text[10])
	if day > 40 {
		day -= 40
	}
	last := longest[month]
	if month == 1 && year%4 != 0 {
		last = 28
	}
	return 1 <= day && day <= last
}

// digit is the value of a digit or of the letter in its stead.
func digit(c byte) int {
	if c <= '9' {
		return int(c - '0')
	}
	return strings.IndexByte(omocodia, c)
}

// odd has each letter in the place of its value where it stands in an odd place (article 12 of the decree); 0 to 9 count as A to J.
const odd = "BAKPLCQDREVOSFTGUHMINJWZYX"

// checkLetter is the sixteenth character after these fifteen.
func checkLetter(text string) byte {
	sum := 0
	for i := range len(text) {
		letter := text[i]
		if letter <= '9' {
			letter += 'A' - '0'
		}
		if i%2 == 0 { // the first place is an odd one
			sum += strings.IndexByte(odd, letter)
		} else {
			sum += int(letter - 'A')
		}
	}
	return 'A' + byte(sum%26)
}

// checkProvisional looks at a code of digits alone: the last is the check digit, as in a VAT number.
func checkProvisional(text string) error {
	sum := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return CharacterError{i + 1}
		}
		n := int(text[i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	if sum%10 != 0 || strings.Trim(text, "0") == "" { // nobody's number is nought
		return ErrCheck
	}
	return nil
}
