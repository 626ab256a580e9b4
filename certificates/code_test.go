package certificates

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestACodeIsReadHoweverItIsTyped(t *testing.T) {
	code := "K7QM-2XWD-9HRT-4PNV-1CJ8-"
	signs := make([]int, codeSigns)
	for i, r := range strings.ReplaceAll(strings.ReplaceAll(code, "-", ""), "8", "0") {
		signs[i] = strings.IndexRune(alphabet, r)
	}
	check(signs)
	code = group(signs)
	rows := []struct{ name, typed string }{
		{"as it is printed", code},
		{"in small letters", strings.ToLower(code)},
		{"without hyphens", strings.ReplaceAll(code, "-", "")},
		{"with spaces", " " + strings.ReplaceAll(code, "-", " ") + "\n"},
		{"in other groups", strings.ReplaceAll(code, "-", "")[:7] + " – " + strings.ReplaceAll(code, "-", "")[7:]},
		{"with the letter O for zero", strings.ReplaceAll(code, "0", "O")},
		{"with i or l for one", strings.ReplaceAll(strings.Replace(code, "1", "l", 1), "1", "I")},
		{"with z for two and u for v", strings.ReplaceAll(strings.ReplaceAll(code, "2", "z"), "V", "u")},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got, err := ParseCode(row.typed); err != nil || got != code {
				t.Errorf("%q read as %q, %v; want %q", row.typed, got, err, code)
			}
		})
	}
}

func TestEverySingleErrorIsFoundAndItsGroupNamed(t *testing.T) {
	code, err := newCode()
	if err != nil {
		t.Fatal(err)
	}
	for i, sign := range code {
		for _, other := range alphabet {
			if sign == '-' || sign == other {
				continue
			}
			_, err := ParseCode(code[:i] + string(other) + code[i+1:])
			var in MistypedIn
			if !errors.Is(err, ErrCodeTyped) || !errors.As(err, &in) || in.Group != i/(groupSigns+1)+1 || !strings.ContainsRune(in.Signs, other) {
				t.Fatalf("%q for %q at %d: %v", other, sign, i, err)
			}
		}
	}
}

func TestTwoSignsExchangedAreFound(t *testing.T) {
	for range 200 {
		code, err := newCode()
		if err != nil {
			t.Fatal(err)
		}
		plain := []byte(strings.ReplaceAll(code, "-", ""))
		for i := range plain[1:] {
			if plain[i] == plain[i+1] {
				continue
			}
			plain[i], plain[i+1] = plain[i+1], plain[i]
			if _, err := ParseCode(string(plain)); !errors.Is(err, ErrCodeTyped) {
				t.Fatalf("%s with %d exchanged: %v", code, i, err)
			}
			plain[i], plain[i+1] = plain[i+1], plain[i]
		}
	}
}

func TestWhatCannotBeACode(t *testing.T) {
	rows := []struct {
		typed string
		want  error
	}{
		{"", ErrCodeLength}, {"K7QM", ErrCodeLength}, {strings.Repeat("0", 25), ErrCodeLength}, {strings.Repeat("0", 10000), ErrCodeLength},
		{"2026/000001", ErrCodeSign}, {"<script>", ErrCodeSign}, {strings.Repeat("È", 24), ErrCodeSign}, {"\xff", ErrCodeSign},
	}
	for _, row := range rows {
		if _, err := ParseCode(row.typed); !errors.Is(err, row.want) {
			t.Errorf("%.20q: %v, want %v", row.typed, err, row.want)
		}
	}
}

func TestACodeHoldsMoreThanAHundredRandomBitsAndNoLookAlikes(t *testing.T) {
	if bits := float64(codeSigns-checkSigns) * math.Log2(float64(len(alphabet))); bits < 100 {
		t.Errorf("%v bits", bits)
	}
	for _, r := range "OILSZBU" {
		if strings.ContainsRune(alphabet, r) {
			t.Errorf("%q looks like another sign", r)
		}
	}
	seen := map[string]bool{}
	counts := map[rune]int{}
	for range 2000 {
		code, err := newCode()
		if err != nil {
			t.Fatal(err)
		}
		if seen[code] || len(code) != 29 {
			t.Fatalf("%q", code)
		}
		seen[code] = true
		for _, r := range code {
			counts[r]++
		}
	}
	for _, r := range alphabet { // 48,000 signs: 1655 of each, give or take 40
		if counts[r] < 1400 || counts[r] > 1900 {
			t.Errorf("%q was drawn %d times", r, counts[r])
		}
	}
}

func FuzzParseCode(f *testing.F) {
	code, err := newCode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(code)
	f.Add("k7qm 2xwd")
	f.Add("\xff-–")
	f.Fuzz(func(t *testing.T, typed string) {
		code, err := ParseCode(typed)
		if err != nil {
			return
		}
		if again, err := ParseCode(code); err != nil || again != code {
			t.Fatalf("%q read as %q, which reads as %q, %v", typed, code, again, err)
		}
	})
}
