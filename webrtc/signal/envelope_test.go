package signal

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestParseRequest(t *testing.T) {
	rows := []struct {
		name, message string
		id            int64
		kind          string
		fault         bool
	}{
		{"a request", `{"id":7,"type":"chat.send","text":"ciao"}`, 7, "chat.send", false},
		{"no id", `{"type":"leave"}`, 0, "leave", false},
		{"no type", `{"id":7}`, 7, "", true},
		{"a type in capitals", `{"id":7,"type":"Chat"}`, 7, "", true},
		{"a type that is too long", `{"id":7,"type":"` + strings.Repeat("a", 41) + `"}`, 7, "", true},
		{"a type with a quote", `{"id":7,"type":"a\"b"}`, 7, "", true},
		{"a negative id", `{"id":-1,"type":"leave"}`, 0, "", true},
		{"an id that is a text", `{"id":"7","type":"leave"}`, 0, "", true},
		{"a list", `[1]`, 0, "", true},
		{"nothing", ``, 0, "", true},
		{"two objects", `{"type":"leave"}{"type":"leave"}`, 0, "", true},
		{"deep nesting", strings.Repeat(`{"a":`, 20000), 0, "", true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			q, err := ParseRequest([]byte(row.message))
			if (err != nil) != row.fault || q.ID != row.id || q.Type != row.kind {
				t.Errorf("%+v, error %v", q, err)
			}
			if err != nil && !errors.Is(err, ErrMalformed) {
				t.Errorf("%v is not ErrMalformed", err)
			}
		})
	}
}

func TestEncodeSplicesFieldsAfterTheHead(t *testing.T) {
	rows := []struct {
		fields any
		want   string
	}{
		{nil, `{"type":"a.b","seq":3}`},
		{struct{}{}, `{"type":"a.b","seq":3}`},
		{map[string]any{"x": 1}, `{"type":"a.b","seq":3,"x":1}`},
		{json.RawMessage(` { "x" : "}" } `), `{"type":"a.b","seq":3,"x":"}"}`},
	}
	for _, row := range rows {
		if got := string(encode("a.b", seqHead(3), row.fields)); got != row.want {
			t.Errorf("%s, want %s", got, row.want)
		}
	}
}

func FuzzParseRequest(f *testing.F) {
	for _, seed := range []string{`{"id":7,"type":"chat.send","text":"ciao"}`, `{"type":"hello","resume":"","seq":0}`, `{`, `{"id":1e3,"type":"a"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		q, err := ParseRequest(message)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		if !json.Valid(encode("ok", idHead(q.ID), nil)) || !json.Valid(encode(q.Type, "", nil)) {
			t.Fatalf("%+v cannot be answered", q)
		}
		var h Hello
		if err := q.Into(&h); err != nil && !errors.Is(err, ErrMalformed) {
			t.Fatal(err)
		}
	})
}
