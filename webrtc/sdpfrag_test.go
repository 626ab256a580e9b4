package webrtc

import (
	"errors"
	"strings"
	"testing"
)

func TestAFragmentSaysCandidatesOrCredentials(t *testing.T) {
	for _, row := range []struct {
		says, text string
		candidates int
		err        error
	}{
		{"candidates", "m=audio 9 X 0\r\na=mid:0\r\na=candidate:1 1 udp 1 1.2.3.4 5 typ host\r\n", 1, nil},
		{"credentials", "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n", 0, nil},
		{"the end", "a=end-of-candidates\n", 0, nil},
		{"nothing", "", 0, ErrMalformed},
		{"no SDP", "hello", 0, ErrMalformed},
		{"half of the credentials", "a=ice-ufrag:abcd\r\n", 0, ErrMalformed},
		{"a short password", "a=ice-ufrag:abcd\r\na=ice-pwd:abc\r\n", 0, ErrMalformed},
		{"a line smuggled in", "a=ice-ufrag:ab\rcd\r\na=ice-pwd:0123456789012345678901\r\n", 0, ErrMalformed},
		{"too many", strings.Repeat("a=candidate:1\r\n", 65), 0, ErrCandidates},
		{"too long", "a=mid:" + strings.Repeat("x", 20000), 0, ErrMalformed},
	} {
		f, err := readFragment(row.text)
		if !errors.Is(err, row.err) || len(f.candidates) != row.candidates {
			t.Errorf("%s: %+v, %v", row.says, f, err)
		}
	}
}

func FuzzFragment(f *testing.F) {
	f.Add("m=audio 9 X 0\r\na=mid:0\r\na=candidate:1 1 udp 1 1.2.3.4 5 typ host\r\n")
	f.Add("a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := readFragment(text)
		if err == nil && strings.ContainsAny(got.ufrag+got.pwd, "\r\n ") {
			t.Fatalf("%q", got)
		}
	})
}
