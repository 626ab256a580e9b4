package classes

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	// cardCodeSigns are those of a card's code: none that looks or sounds like another, and no vowel, so that no code is a word.
	cardCodeSigns  = "CDFHJKMNPRTWXY3479"
	cardCodeLength = 6

	// PINLength is how many digits a PIN has.
	PINLength = 5

	cardSecretBytes = 16
)

// ParseCardCode reads a card's code as people type it: small letters, spaces, hyphens. ok is false for what is no code.
func ParseCardCode(typed string) (code string, ok bool) {
	if len(typed) > 100 {
		return "", false
	}
	var b strings.Builder
	for _, r := range strings.ToUpper(norm.NFKC.String(typed)) {
		switch {
		case unicode.IsSpace(r), unicode.In(r, unicode.Pd), r == '.', r == '_', unicode.Is(unicode.Cf, r):
		case strings.ContainsRune(cardCodeSigns, r):
			b.WriteRune(r)
		default:
			return "", false
		}
	}
	return b.String(), b.Len() == cardCodeLength
}

// ParsePIN reads a PIN as people type it. ok is false for what is none.
func ParsePIN(typed string) (pin string, ok bool) {
	if len(typed) > 100 {
		return "", false
	}
	var b strings.Builder
	for _, r := range norm.NFKC.String(typed) {
		switch {
		case unicode.IsSpace(r), r == '-', r == '.':
		case '0' <= r && r <= '9':
			b.WriteRune(r)
		default:
			return "", false
		}
	}
	return b.String(), b.Len() == PINLength
}

// CodeInGroups writes a card's code as cards show it: "CDF-HJK".
func CodeInGroups(code string) string {
	if len(code) != cardCodeLength {
		return code
	}
	return code[:cardCodeLength/2] + "-" + code[cardCodeLength/2:]
}

func newCardCode() string { return random(cardCodeSigns, cardCodeLength) }

// newPIN is none of those that everybody tries first: one digit alone, or a run.
func newPIN() string {
	for {
		if pin := random("0123456789", PINLength); !plainPIN(pin) {
			return pin
		}
	}
}

func plainPIN(pin string) bool {
	steps := map[int]bool{}
	for i := 1; i < len(pin); i++ {
		steps[int(pin[i])-int(pin[i-1])] = true
	}
	return len(steps) == 1 && (steps[0] || steps[1] || steps[-1])
}

func random(signs string, length int) string {
	b := make([]byte, length)
	for i := range b {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(signs))))
		if err != nil {
			panic(err) // never, by its documentation
		}
		b[i] = signs[n.Int64()]
	}
	return string(b)
}

func newCardSecret() string {
	secret := make([]byte, cardSecretBytes)
	rand.Read(secret) // never fails, by its documentation
	return base64.RawURLEncoding.EncodeToString(secret)
}

// secretHash is what is stored of a card's secret, which has 128 random bits: nothing can be guessed.
func secretHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
