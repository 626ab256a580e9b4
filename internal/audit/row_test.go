package audit

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// decoded reads an encoding back, as somebody could who knows nothing but its description.
func decoded(t *testing.T, text string) (r row) {
	t.Helper()
	columns := map[string]*string{
		"id": &r.ID, "seq": &r.Seq, "at": &r.At, "by": &r.By, "acted_for": &r.For, "seen_as": &r.As, "act": &r.Act, "kind": &r.Kind,
		"object": &r.Object, "details": &r.Details, "prev": &r.Prev,
	}
	next := func() string {
		length, rest, _ := strings.Cut(text, ":")
		n, err := strconv.Atoi(length)
		if err != nil || n >= len(rest) || rest[n] != ',' {
			t.Fatalf("no netstring: %q", text)
		}
		text = rest[n+1:]
		return rest[:n]
	}
	for text != "" {
		column := next()
		if columns[column] == nil {
			t.Fatalf("there is no column %q", column)
		}
		*columns[column] = next()
	}
	return r
}

// What can be read back whole encodes nothing else.
func FuzzNoTwoRowsEncodeAlike(f *testing.F) {
	f.Add("", "", "", "", "", "", "", "", "", "", "")
	f.Add("000000000000001", "1", "2026-11-27 09:30:00.000Z", "system", "", "", "role.changed", "person", "x", `{"to":"staff"}`, "")
	f.Add("2:by,", "1:x,", ",", ":", "0:,", "2:id,0:,", "é", "\x00", "\xff", "3:act,", "12")
	f.Fuzz(func(t *testing.T, id, seq, at, by, acted, seen, act, kind, object, details, prev string) {
		r := row{ID: id, Seq: seq, At: at, By: by, For: acted, As: seen, Act: act, Kind: kind, Object: object, Details: details, Prev: prev}
		if got := decoded(t, string(r.encoding())); got != r {
			t.Errorf("%+v reads as %+v", r, got)
		}
	})
}

func FuzzDetailsAreWrittenInOneWayOrRefused(f *testing.F) {
	f.Add("from", "learner", "to", "staff")
	f.Add("a", `","b":"`, "\xff", "ada@example.org")
	f.Fuzz(func(t *testing.T, key, value, second, other string) {
		details := map[string]string{key: value, second: other}
		text, err := detailsText(details)
		if err != nil {
			return
		}
		read := map[string]string{}
		if err := json.Unmarshal([]byte(text), &read); err != nil || !reflect.DeepEqual(read, details) {
			t.Errorf("%v is written as %s", details, text)
		}
		if strings.ContainsAny(text, "@ \\") {
			t.Errorf("%s may name somebody", text)
		}
	})
}

func TestAnEncodingIsWrittenAsDescribed(t *testing.T) {
	r := row{At: "2026-11-27 09:30:00.000Z", By: Operator, Act: string(RoleChanged), Kind: string(Person), Object: "ada", Details: `{"to":"staff"}`}
	r.follow(Head{})
	const want = "2:id,15:000000000000001,3:seq,1:1,2:at,24:2026-11-27 09:30:00.000Z,2:by,8:operator,3:act,12:role.changed,4:kind,6:person,6:object,3:ada,7:details,14:{\"to\":\"staff\"},"
	if got := string(r.encoding()); got != want {
		t.Errorf("\n%s, want\n%s", got, want)
	}
	// printf %s "$encoding" | sha256sum
	if r.Hash != "7b1a2e2dcebe142d0c41e177c6f865ddf6c7360a1d241dad1b6bd00d9502fe03" {
		t.Errorf("%s", r.Hash)
	}
}
