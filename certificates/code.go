package certificates

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// alphabet is what codes are written in. No two of its signs look alike, and each letter that is left out
// looks like one that is there: it is read as that one. Its length is prime, which locates errors.
const alphabet = "0123456789ACDEFGHJKMNPQRTVWXY"

// lookAlikes are the letters that no code has, and what they are taken for.
var lookAlikes = strings.NewReplacer("O", "0", "I", "1", "L", "1", "S", "5", "Z", "2", "B", "8", "U", "V")

const (
	codeSigns  = 24 // 22 at random are 106 bits; the last two check the others
	checkSigns = 2
	groupSigns = 4
)

// What is wrong with a code that was typed. MistypedIn, wrapped too, says where it can.
var (
	ErrCodeLength = errors.New("code has not 24 signs")
	ErrCodeSign   = errors.New("code has a sign that no code has")
	ErrCodeTyped  = errors.New("code was mistyped")
)

// MistypedIn names the only group of four signs in which one wrong sign explains the error.
type MistypedIn struct {
	Group int    // from 1
	Signs string // of the group, as they were read
}

func (m MistypedIn) Error() string { return fmt.Sprintf("one sign of group %d differs", m.Group) }

// newCode makes a code that nobody can guess: "K7QM-2XWD-9HRT-4PNV-1CJ8-0A3E".
func newCode() (string, error) {
	signs := make([]int, codeSigns)
	for i := range signs[:codeSigns-checkSigns] {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			return "", fmt.Errorf("make code: %w", err)
		}
		signs[i] = int(n.Int64())
	}
	check(signs)
	return group(signs), nil
}

// check chooses the last two signs so that both sums of syndrome are zero: a code of Reed and Solomon, which
// finds any two wrong signs and says where a single one is.
func check(signs []int) {
	last := codeSigns - 1
	signs[last-1], signs[last] = 0, 0
	sum, weighted := syndrome(signs)
	// x + y = -sum and weight(last-1)·x + weight(last)·y = -weighted; the weights differ by one.
	y := modulo(-weighted + (last)*sum)
	signs[last] = y
	signs[last-1] = modulo(-sum - y)
}

// syndrome is the plain and the weighted sum of the signs; the weight of a sign is its place, from 1.
func syndrome(signs []int) (sum, weighted int) {
	for i, s := range signs {
		sum += s
		weighted += (i + 1) * s
	}
	return modulo(sum), modulo(weighted)
}

func modulo(n int) int {
	p := len(alphabet)
	return (n%p + p) % p
}

func group(signs []int) string {
	var b strings.Builder
	for i, s := range signs {
		if i > 0 && i%groupSigns == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[s])
	}
	return b.String()
}

// ParseCode returns a code in the form in which codes are kept, whatever case, hyphens, spaces and
// look-alikes it was typed with. It returns ErrCodeLength, ErrCodeSign or ErrCodeTyped, the last wrapping
// MistypedIn where one group is at fault.
func ParseCode(typed string) (string, error) {
	signs := make([]int, 0, codeSigns)
	for _, r := range lookAlikes.Replace(strings.ToUpper(typed)) {
		if strings.ContainsRune(" -–—‐‑‒.\t\r\n\u00a0\u202f\u200b", r) {
			continue
		}
		place := strings.IndexRune(alphabet, r)
		if place < 0 {
			return "", fmt.Errorf("%w: %q", ErrCodeSign, r)
		}
		if len(signs) == codeSigns {
			return "", ErrCodeLength
		}
		signs = append(signs, place)
	}
	if len(signs) != codeSigns {
		return "", ErrCodeLength
	}
	sum, weighted := syndrome(signs)
	if sum == 0 && weighted == 0 {
		return group(signs), nil
	}
	for i := range signs { // one wrong sign at place i makes weighted = (i+1)·sum
		if sum != 0 && modulo((i+1)*sum-weighted) == 0 {
			at := i / groupSigns
			return "", fmt.Errorf("%w: %w", ErrCodeTyped, MistypedIn{at + 1, group(signs[at*groupSigns : (at+1)*groupSigns])})
		}
	}
	return "", ErrCodeTyped
}
