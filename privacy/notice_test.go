package privacy_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/privacy"
)

func TestNoticesHaveVersionsThatStay(t *testing.T) {
	app := testapp.New(t)
	publish := func(source string, from time.Time) (*privacy.Notice, error) {
		var n *privacy.Notice
		err := app.RunInTransaction(func(tx core.App) (err error) {
			n, err = privacy.PublishNotice(tx, "", source, from, "")
			return err
		})
		return n, err
	}
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	if _, err := publish("  ", day(1)); !errors.Is(err, privacy.ErrNoText) {
		t.Errorf("nothing: %v", err)
	}
	first, err := publish("# Uno\n\n<script>alert(1)</script>", day(1))
	if err != nil || strings.Contains(first.HTML(), "<script") || !strings.Contains(first.HTML(), "Uno") {
		t.Fatalf("%q %v", first.HTML(), err)
	}
	if _, err := publish("due", day(20)); err != nil {
		t.Fatal(err)
	}
	if _, err := publish("tre", day(10)); !errors.Is(err, privacy.ErrNoticePast) {
		t.Errorf("before the second: %v", err)
	}
	list, err := privacy.NoticesOf(app, "")
	if err != nil || len(list) != 2 {
		t.Fatalf("%v %v", list, err)
	}
	for _, row := range []struct {
		at      time.Time
		version int
	}{{day(1), 1}, {day(19), 1}, {day(20), 2}, {day(28), 2}} {
		if n, err := privacy.NoticeAt(list, row.at); err != nil || n.Version() != row.version {
			t.Errorf("%s: %v %v", row.at, n, err)
		}
	}
	if _, err := privacy.NoticeAt(list, day(1).Add(-time.Hour)); !errors.Is(err, privacy.ErrNoNotice) {
		t.Errorf("before the first: %v", err)
	}
	if until := privacy.Until(list, 1); !until.Equal(day(20)) || !privacy.Until(list, 2).IsZero() {
		t.Errorf("the first held until %s", until)
	}
}
