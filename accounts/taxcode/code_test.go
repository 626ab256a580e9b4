package taxcode_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"strings"
	"testing"

	"aula/accounts/taxcode"
)

const example = "MRTMTT25D09F205Z"

func parsed(t *testing.T, s string) taxcode.Code {
	t.Helper()
	c, err := taxcode.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACodeSaysItsTextToWhoAsksForItOnly(t *testing.T) {
	c := parsed(t, example)
	type holder struct{ code taxcode.Code }
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%c", "%U", "%T"} {
		fmt.Fprintf(&out, verb+" "+verb+" "+verb+" "+verb+"\n", c, &c, holder{c}, []any{c, map[taxcode.Code]taxcode.Code{c: c}})
	}
	fmt.Fprintln(&out, c, fmt.Errorf("of %v", c))
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Error("a code", "code", c, "pointer", &c, "holder", holder{c}, "list", []taxcode.Code{c})
	}
	if err := template.Must(template.New("").Parse(`<p title="{{.}}">{{.}}<script>{{.}}</script>`)).Execute(&out, c); err != nil {
		t.Error(err)
	}
	for _, part := range []string{example, strings.ToLower(example), fmt.Sprintf("%x", example), fmt.Sprintf("%X", example), "205Z", fmt.Sprint([]byte(example[:4]))} {
		if strings.Contains(out.String(), strings.Trim(part, "[]")) {
			t.Errorf("%q is in what was printed:\n%s", part, out.String())
		}
	}
	if c.Full() != example || c.End() != "205Z" || c.IsZero() {
		t.Error("who asks is not answered")
	}
}

func TestACodeIsNotEncoded(t *testing.T) {
	c := parsed(t, example)
	for name, encode := range map[string]func(any) ([]byte, error){
		"JSON": json.Marshal, "XML": xml.Marshal,
		"gob": func(v any) ([]byte, error) {
			var b bytes.Buffer
			err := gob.NewEncoder(&b).Encode(v)
			return b.Bytes(), err
		},
	} {
		out, err := encode(struct{ Code taxcode.Code }{c})
		if err == nil || bytes.Contains(out, []byte(example)) || strings.Contains(err.Error(), example) {
			t.Errorf("%s: %s, %v", name, out, err)
		}
	}
	if _, err := json.Marshal(c); !errors.Is(err, taxcode.ErrSecret) {
		t.Errorf("%v", err)
	}
}

func TestCodesAreEqualWhereTheirTextIs(t *testing.T) {
	if parsed(t, example) != parsed(t, " tinit-"+strings.ToLower(example)) {
		t.Error("the same code differs")
	}
	if parsed(t, "RSSMRA80A01H501U") == parsed(t, "RSSMRA80A01H50MM") {
		t.Error("two people by omocodia are one")
	}
	var none taxcode.Code
	if !none.IsZero() || none.Full() != "" || none.End() != "" || none.String() != "****" {
		t.Error("nobody's code is somebody's")
	}
}
