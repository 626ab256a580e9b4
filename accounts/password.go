package accounts

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/crypto/bcrypt"
)

const (
	// ShortestPassword counts characters; NIST SP 800-63B asks for eight, this academy for a few more.
	ShortestPassword = 10
	longestPassword  = 71 // bytes: bcrypt reads no more
)

// silly are passwords that machines try first; the list is compared without digits and signs at the end.
var silly = []string{
	"password", "passwordpassword", "qwerty", "qwertyuiop", "qwertyuiopasdfghjkl", "asdfghjkl", "zxcvbnm", "abcdefgh",
	"abcdefghij", "iloveyou", "tiamo", "juventus", "letmein", "welcome", "benvenuto", "administrator",
	"amministratore", "formazione", "accademia", "comune", "parolachiave", "passwort", "motdepasse", "geslo",
}

// CheckPassword returns the code of what is wrong with a new password, or "". about are the person's own words,
// such as names and mailbox, which a password must not be made of.
func CheckPassword(password string, about ...string) string {
	switch {
	case password == "":
		return "required"
	case utf8.RuneCountInString(password) < ShortestPassword:
		return "password_short"
	case len(password) > longestPassword:
		return "password_long"
	case monotonous(password) || sillyCore(password):
		return "password_silly"
	case own(password, about):
		return "password_own"
	}
	return ""
}

// monotonous passwords have too few different characters, or are one run of neighbours: 0123456789.
func monotonous(password string) bool {
	seen := map[rune]bool{}
	run, previous := 0, rune(-1)
	for _, r := range password {
		seen[r] = true
		if d := r - previous; d >= -1 && d <= 1 {
			run++
		}
		previous = r
	}
	return len(seen) < 4 || run >= utf8.RuneCountInString(password)-2
}

func sillyCore(password string) bool {
	core := strings.TrimFunc(strings.ToLower(password), func(r rune) bool { return !('a' <= r && r <= 'z') })
	return slices.Contains(silly, core)
}

func own(password string, about []string) bool {
	rest := strings.ToLower(password)
	for _, word := range about {
		mailbox, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(word)), "@")
		for _, part := range strings.FieldsFunc(mailbox, func(r rune) bool { return strings.ContainsRune(" .-_+", r) }) {
			if len(part) > 2 {
				rest = strings.ReplaceAll(rest, part, "")
			}
		}
	}
	return utf8.RuneCountInString(rest) < ShortestPassword/2
}

// HashCost is how dear it is to hash a password of this academy, and whatever else is secret and short.
func HashCost(app core.App) (int, error) {
	c, err := app.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return 0, fmt.Errorf("cost of hashes: %w", err)
	}
	password, is := c.Fields.GetByName(core.FieldNamePassword).(*core.PasswordField)
	if !is || password.Cost == 0 {
		return bcrypt.DefaultCost, nil
	}
	return password.Cost, nil
}

// decoy is the hash of a password that nobody has.
var decoy = sync.OnceValue(func() []byte {
	hash, err := bcrypt.GenerateFromPassword([]byte(rand.Text()), bcrypt.DefaultCost)
	if err != nil {
		panic(err) // only an impossible cost or length
	}
	return hash
})

// pretend costs as much time as checking a password, so that an answer's time does not tell who has an account.
func pretend(password string) {
	_ = bcrypt.CompareHashAndPassword(decoy(), []byte(password)) // the result does not matter
}
