package captions

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

const ms = time.Millisecond

func TestAFileIsReadAsPeopleReadIt(t *testing.T) {
	file := "\ufeffWEBVTT - lezione\r\nKind: captions\r\n\r\nNOTE\r\nnot --- a cue\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n" +
		"1\r\n00:01.000 --> 00:02.500 align:start\r\n<v Anna>Buongiorno a <b>tutti</b> &amp; a te\r\n\r\n\r\n" +
		"01:00:00.250 --> 01:00:03.000\r\n1 &lt; 2\r\nseconda riga\r\n"
	cues, marked, err := Read([]byte(file))
	want := []Cue{
		{Start: 1000 * ms, End: 2500 * ms, Text: "Anna: Buongiorno a tutti & a te", Line: 11},
		{Start: time.Hour + 250*ms, End: time.Hour + 3000*ms, Text: "1 < 2\nseconda riga", Line: 15},
	}
	if err != nil || !reflect.DeepEqual(cues, want) || !slices.Equal(marked, []int{11}) {
		t.Errorf("%+v, %v, %v", cues, marked, err)
	}
}

func TestWhatIsNoFileOfCaptions(t *testing.T) {
	var times *TimeError
	for _, row := range []struct {
		name, file string
		is         func(error) bool
	}{
		{"a picture", "\xff\xd8\xff", func(err error) bool { return errors.Is(err, ErrNotText) }},
		{"an empty file", "", func(err error) bool { return errors.Is(err, ErrNotVTT) }},
		{"SubRip", "1\n00:00:01,000 --> 00:00:02,000\nCiao\n", func(err error) bool { return errors.Is(err, ErrNotVTT) }},
		{"a word that begins alike", "WEBVTTX\n", func(err error) bool { return errors.Is(err, ErrNotVTT) }},
		{"too large", "WEBVTT\n" + strings.Repeat("x", SizeAtMost), func(err error) bool { return errors.Is(err, ErrLarge) }},
		{"too many", "WEBVTT\n\n" + strings.Repeat("00:00.000 --> 00:01.000\nx\n\n", CuesAtMost+1), func(err error) bool { return errors.Is(err, ErrLarge) }},
		{"times that are none", "WEBVTT\n\n00:01 --> 00:02\nCiao\n", func(err error) bool { return errors.As(err, &times) && times.Line == 3 }},
		{"a time without end", "WEBVTT\n\n99999999:00:01.000 --> 99999999:00:02.000\nCiao\n", func(err error) bool { return errors.As(err, &times) }},
	} {
		if _, _, err := Read([]byte(row.file)); !row.is(err) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestMarkupIsNeverWritten(t *testing.T) {
	cues := []Cue{{Start: 0, End: time.Second, Text: "<script>alert(1)</script>\n\n00:00.000 --> 00:09.000 & <b>x"}}
	file := string(Write(cues))
	if strings.Contains(file, "<") || strings.Count(file, "-->") != 1 {
		t.Errorf("wrote %q", file)
	}
	again, _, err := Read([]byte(file))
	if err != nil || len(again) != 1 || again[0].Text != Clean(cues[0].Text) {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestPlacesInAFilmAreTypedInManyWays(t *testing.T) {
	for _, row := range []struct {
		typed string
		want  time.Duration
		ok    bool
	}{
		{"0:12:34", 12*time.Minute + 34*time.Second, true}, {"12:34", 12*time.Minute + 34*time.Second, true}, {" 75 ", 75 * time.Second, true},
		{"1:02:03.5", time.Hour + 2*time.Minute + 3*time.Second + 500*ms, true}, {"0:00:01,25", 1250 * ms, true}, {"00:00:00.001", ms, true},
		{"", 0, false}, {"-1", 0, false}, {"1:60", 0, false}, {"1:2:3:4", 0, false}, {"1:234", 0, false}, {"uno", 0, false}, {"1e3", 0, false},
		{"0:00:01.2345", 0, false}, {"999999", 0, false}, {"99999999999999999999", 0, false}, {"1:", 0, false},
	} {
		if got, ok := ParseClock(row.typed); ok != row.ok || got != row.want {
			t.Errorf("%q is %v, %v", row.typed, got, ok)
		}
		if again, ok := ParseClock(FormatClock(row.want)); !ok || again != row.want {
			t.Errorf("%v is written %s and read %v", row.want, FormatClock(row.want), again)
		}
	}
}

func TestWhatIsWrongWithCuesIsNamed(t *testing.T) {
	cues := []Cue{
		{Start: 0, End: 2 * time.Second, Text: "uno"}, {Start: 1 * time.Second, End: 3 * time.Second, Text: "due"},
		{Start: 3 * time.Second, End: 3 * time.Second, Text: " "}, {Start: 4 * time.Second, End: 20 * time.Second, Text: strings.Repeat("x", TextAtMost+1), Line: 9},
	}
	want := []Problem{{2, 0, Overlaps, 2 * time.Second}, {3, 0, Empty, 0}, {3, 0, Reversed, 0}, {4, 9, TooLong, 0}, {4, 9, Beyond, 10 * time.Second}}
	if got := Check(cues, 10*time.Second); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	mended := Mend(cues, 10*time.Second)
	left := Check(mended, 10*time.Second)
	if len(left) != 1 || left[0].Code != TooLong {
		t.Errorf("mended: %+v of %+v", left, mended)
	}
}

func TestMendedCuesAreAlwaysSound(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 1))
		var cues []Cue
		for range r.IntN(12) {
			start := time.Duration(r.IntN(20)) * time.Second
			cues = append(cues, Cue{Start: start, End: start + time.Duration(r.IntN(8)-2)*time.Second, Text: []string{"", "a b", "c"}[r.IntN(3)]})
		}
		mended := Mend(cues, 18*time.Second)
		if left := Check(mended, 18*time.Second); len(left) > 0 {
			t.Fatalf("seed %d: %+v of %+v of %+v", seed, left, mended, cues)
		}
		if again := Mend(mended, 18*time.Second); !reflect.DeepEqual(again, mended) {
			t.Fatalf("seed %d: mended twice it is %+v, once %+v", seed, again, mended)
		}
	}
}

func TestGapsAreStretchesWithoutCaptions(t *testing.T) {
	cue := func(from, to int) Cue {
		return Cue{Start: time.Duration(from) * time.Second, End: time.Duration(to) * time.Second, Text: "x"}
	}
	for _, row := range []struct {
		name string
		cues []Cue
		want []Gap
	}{
		{"none at all", nil, []Gap{{10 * time.Second, 100 * time.Second}}},
		{"all of it", []Cue{cue(0, 50), cue(50, 100)}, nil},
		{"at most as long", []Cue{cue(30, 60), cue(80, 90)}, nil},
		{"before, between and after", []Cue{cue(31, 40), cue(61, 70)}, []Gap{{10 * time.Second, 31 * time.Second}, {40 * time.Second, 61 * time.Second}, {70 * time.Second, 100 * time.Second}}},
		{"what is cut away says nothing", []Cue{cue(0, 9), cue(100, 200)}, []Gap{{10 * time.Second, 100 * time.Second}}},
	} {
		if got := Gaps(row.cues, 10*time.Second, 100*time.Second, 20*time.Second); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: %v", row.name, got)
		}
	}
}

func TestWhatAnEditorDoesToCues(t *testing.T) {
	one := []Cue{{Start: 0, End: 4 * time.Second, Text: "uno due tre quattro"}, {Start: 5 * time.Second, End: 6 * time.Second, Text: "cinque"}}
	for _, row := range []struct {
		name string
		got  []Cue
		want []Cue
	}{
		{"split in the middle", Split(one, 0, -1), []Cue{{Start: 0, End: 2 * time.Second, Text: "uno due"}, {Start: 2 * time.Second, End: 4 * time.Second, Text: "tre quattro"}, one[1]}},
		{"split where it plays", Split(one, 0, time.Second)[:1], []Cue{{Start: 0, End: time.Second, Text: "uno"}}},
		{"joined", Join(one, 0), []Cue{{Start: 0, End: 6 * time.Second, Text: "uno due tre quattro cinque"}}},
		{"the last has none to be joined with", Join(one, 1), one},
		{"removed", Remove(one, 0), one[1:]},
		{"added within the room there is", Insert(one, 0)[1:2], []Cue{{Start: 4 * time.Second, End: 5 * time.Second}}},
		{"added before all", Insert(nil, -1), []Cue{{End: 2 * time.Second}}},
		{"moved back, not before the film", Shift(one, -2*time.Second), []Cue{{Start: 0, End: 2 * time.Second, Text: one[0].Text}, {Start: 3 * time.Second, End: 4 * time.Second, Text: "cinque"}}},
		{"cut", Cut(one, 3*time.Second, 5500*ms), []Cue{{Start: 0, End: time.Second, Text: one[0].Text}, {Start: 2 * time.Second, End: 2500 * ms, Text: "cinque"}}},
		{"none there", Split(Remove(one, 7), -3, 0), one},
	} {
		if !reflect.DeepEqual(row.got, row.want) {
			t.Errorf("%s: %+v", row.name, row.got)
		}
	}
}

// What is read can be written and is read as the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte("WEBVTT\n\n00:01.000 --> 00:02.500 align:start\n<v Anna>Ciao &amp; <b>x</b>\n"))
	f.Add([]byte("\ufeffWEBVTT x\r\n\r\nNOTE a\r\n\r\nid\r\n00:00:00.000 --> 100:00:02.500\r\n<00:01.000><c.x>a</c\n&lt;i&gt;&#0;&#x2028;\n\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		cues, _, err := Read(file)
		if err != nil {
			return
		}
		Check(cues, time.Hour)
		Gaps(cues, 0, time.Hour, time.Minute)
		written := Write(cues)
		again, marked, err := Read(written)
		if err != nil && len(written) <= SizeAtMost {
			t.Fatalf("written %q: %v", written, err)
		}
		if err != nil {
			return
		}
		if len(again) != len(cues) || len(marked) > 0 {
			t.Fatalf("%d cues became %d, marked %v: %q", len(cues), len(again), marked, written)
		}
		for i, c := range cues {
			if got := again[i]; got.Start != c.Start || got.End != c.End || got.Text != c.Text {
				t.Fatalf("%+v became %+v", c, got)
			}
		}
	})
}
