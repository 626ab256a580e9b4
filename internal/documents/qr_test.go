package documents

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
)

func TestTheCodeInAPageIsTheCodeOfItsText(t *testing.T) {
	const text = "otpauth://totp/Centro:ada@example.it?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Centro"
	path, side, err := QRPath(text)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	want := code.Bitmap() // with its blank margin
	if len(want) != side {
		t.Fatalf("%d units, want %d", side, len(want))
	}
	drawn := make([][]bool, side)
	for y := range drawn {
		drawn[y] = make([]bool, side)
	}
	for _, part := range strings.Split(strings.TrimSuffix(path, "z"), "z") {
		var x, y, w, h, back int
		if _, err := fmt.Sscanf(part, "M%d %dh%dv%dh-%d", &x, &y, &w, &h, &back); err != nil || w != back {
			t.Fatalf("%q: %v", part, err)
		}
		for i := range h {
			for j := range w {
				drawn[y+i][x+j] = true
			}
		}
	}
	for y := range want {
		for x := range want[y] {
			if drawn[y][x] != want[y][x] {
				t.Fatalf("unlike at %d, %d", x, y)
			}
		}
	}
	if _, _, err := QRPath(strings.Repeat("x", 3000)); !errors.Is(err, ErrTooLong) {
		t.Errorf("too long: %v", err)
	}
}
