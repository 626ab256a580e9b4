package taxcode_test

import (
	"errors"
	"strings"
	"testing"

	"aula/accounts/taxcode"
)

func TestWhichCodesAreRight(t *testing.T) {
	rows := []struct{ name, code, full string }{
		{"the example of the encyclopedia, a man born in Milan", "MRTMTT25D09F205Z", ""},
		{"its other one, a woman born in the United States", "MLLSNT82P65Z404U", ""},
		{"Mario Rossi of Rome, whom every form has", "RSSMRA80A01H501U", ""},
		{"in small letters", "rssmra80a01h501u", "RSSMRA80A01H501U"},
		{"with spaces as on the card", " RSS MRA 80A01 H501U\r\n", "RSSMRA80A01H501U"},
		{"as SPID asserts it", "TINIT-RSSMRA80A01H501U", "RSSMRA80A01H501U"},
		{"as SPID asserts it, in small letters", "tinit-rssmra80a01h501u", "RSSMRA80A01H501U"},
		{"a second person of the same name and day", "RSSMRA80A01H50MM", ""},
		{"a third", "RSSMRA80A01H5LMX", ""},
		{"all seven digits replaced", "RSSMRAULALMHRLMD", ""},
		{"born on 29 February", "RSSMRA80B29H501Q", ""},
		{"born on 29 February 1900 or 2000", "RSSMRA00B29H501Y", ""},
		{"a woman born on the 31st", "RSSMRA80A71H501B", ""},
		{"a short name filled with X", "FOXOXX80A01H501Y", ""},
		{"provisional", "94012340272", ""},
		{"digits of a body that publishes them", "06363391001", ""},
		{"provisional, with spaces and prefix", "TINIT-940 1234 0272 ", "94012340272"},
	}
	for _, row := range rows {
		want := row.full
		if want == "" {
			want = row.code
		}
		if c, err := taxcode.Parse(row.code); err != nil || c.Full() != want {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestWhatIsWrongWithACodeIsSaid(t *testing.T) {
	rows := []struct {
		name, code string
		want       error
		place      int
	}{
		{"nothing", "", taxcode.ErrLength, 0},
		{"spaces", " \t ", taxcode.ErrLength, 0},
		{"the prefix alone", "TINIT-", taxcode.ErrLength, 0},
		{"one character less", "RSSMRA80A01H501", taxcode.ErrLength, 0},
		{"one more", "RSSMRA80A01H501UU", taxcode.ErrLength, 0},
		{"another country's", "TINDE-12345678901", taxcode.ErrLength, 0},
		{"twelve digits", "940123402720", taxcode.ErrLength, 0},
		{"a digit in the name", "RS5MRA80A01H501U", taxcode.ErrCharacter, 3},
		{"a letter for a digit that stands for none", "RSSMRAO0A01H501U", taxcode.ErrCharacter, 7},
		{"a month that there is not", "RSSMRA80F01H501U", taxcode.ErrCharacter, 9},
		{"a place of a letter that no place has", "RSSMRA80A01N501U", taxcode.ErrCharacter, 12},
		{"a digit as the check character", "RSSMRA80A01H5010", taxcode.ErrCharacter, 16},
		{"a letter whose capital is S", "RſSMRA80A01H501", taxcode.ErrCharacter, 2}, // of 16 bytes
		{"digits of another script", "٩٤٠١٢٣٤٠٢٧٢", taxcode.ErrLength, 0},
		{"bytes that are no text", "RSSMRA80A01H501\xff", taxcode.ErrLength, 0}, // a rune that is not there is three bytes
		{"day 0", "RSSMRA80A00H501T", taxcode.ErrDate, 0},
		{"day 32", "RSSMRA80A32H501A", taxcode.ErrDate, 0},
		{"day 40", "RSSMRA80A40H501A", taxcode.ErrDate, 0},
		{"day 72", "RSSMRA80A72H501A", taxcode.ErrDate, 0},
		{"31 April", "RSSMRA80D31H501A", taxcode.ErrDate, 0},
		{"29 February of a common year", "RSSMRA81B29H501A", taxcode.ErrDate, 0},
		{"a woman's 30 February", "RSSMRA80B70H501A", taxcode.ErrDate, 0},
		{"day 0 in letters", "RSSMRA80ALLH501A", taxcode.ErrDate, 0},
		{"another check character", "RSSMRA80A01H501V", taxcode.ErrCheck, 0},
		{"two letters changed places", "SRSMRA80A01H501U", taxcode.ErrCheck, 0},
		{"another year", "RSSMRA81A01H501U", taxcode.ErrCheck, 0},
		{"a letter among the digits", "9401234O272", taxcode.ErrCharacter, 8},
		{"another check digit", "94012340279", taxcode.ErrCheck, 0},
		{"two digits changed places", "49012340272", taxcode.ErrCheck, 0},
		{"nought", "00000000000", taxcode.ErrCheck, 0},
	}
	for _, row := range rows {
		c, err := taxcode.Parse(row.code)
		if !errors.Is(err, row.want) || !c.IsZero() {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
		var at taxcode.CharacterError
		if errors.As(err, &at); at.Place != row.place {
			t.Errorf("%s: place %d, want %d", row.name, at.Place, row.place)
		}
		if err != nil && len(row.code) > 6 && strings.Contains(err.Error(), row.code[:6]) {
			t.Errorf("%s: the error tells the code", row.name)
		}
	}
}

// That is what the check character is for: in each place, all digits have another weight.
func TestAMistypedDigitIsFound(t *testing.T) {
	const right = "RSSMRA80A01H501U"
	for _, place := range []int{6, 7, 9, 10, 12, 13, 14} {
		for d := byte('0'); d <= '9'; d++ {
			if d == right[place] {
				continue
			}
			if _, err := taxcode.Parse(right[:place] + string(d) + right[place+1:]); err == nil {
				t.Errorf("%c in place %d passes", d, place+1)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "RSSMRA80A01H501U", "TINIT-RSSMRA80A01H50MM", "94012340272", "rss mra 80a01 h501u", "TINIT-TINIT-RSSMRA80A01H501U", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := taxcode.Parse(s)
		if err != nil {
			if !c.IsZero() {
				t.Errorf("an error and a code of %q", s)
			}
			return
		}
		if n := len(c.Full()); n != 16 && n != 11 {
			t.Errorf("%q has %d characters", s, n)
		}
		if again, err := taxcode.Parse(c.Full()); err != nil || again != c {
			t.Errorf("%q is not read again: %v", s, err)
		}
	})
}
