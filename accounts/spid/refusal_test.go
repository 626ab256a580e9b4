package spid_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"testing"

	"aula/accounts/spid"
)

func TestNoCodeIsForgotten(t *testing.T) {
	source, err := os.ReadFile("refusal.go")
	if err != nil {
		t.Fatal(err)
	}
	var declared []spid.Code
	for _, m := range regexp.MustCompile(`Code = "([a-z0-9_]+)"`).FindAllSubmatch(source, -1) {
		declared = append(declared, spid.Code(m[1]))
	}
	if len(declared) == 0 || !slices.Equal(declared, spid.Codes()) {
		t.Errorf("declared %v, listed %v", declared, spid.Codes())
	}
}

func TestRefusalsAreComparedByTheirCode(t *testing.T) {
	err := fmt.Errorf("sign in: %w", spid.Refusal{Code: spid.CodeExpired, Place: "Conditions/@NotOnOrAfter", Detail: "over"})
	if !errors.Is(err, spid.Refusal{Code: spid.CodeExpired}) || errors.Is(err, spid.Refusal{Code: spid.CodeEarly}) || spid.CodeOf(err) != spid.CodeExpired {
		t.Errorf("got %v", err)
	}
	if want := "sign in: spid: refused (expired) at Conditions/@NotOnOrAfter: over"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if spid.CodeOf(errors.New("the disk is full")) != "" {
		t.Error("another error has a code")
	}
}
