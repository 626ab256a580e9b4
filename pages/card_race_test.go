package pages

import (
	"sync/atomic"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
)

// between is somebody who comes in by the second card where the first one's session is open, and what happens the moment that session ends.
func between(t *testing.T, happens func(d door, class *classes.Edition, card classes.NewCard)) (v *visitor) {
	t.Helper()
	d, class, first := cardDoor(t)
	made, err := classes.MakeCards(d.app, class, []classes.CardName{{Given: "Gino"}}, "x", "it")
	if err != nil {
		t.Fatal(err)
	}
	v = d.visitor(t)
	v.send("/card", "code", first.Code(), "pin", first.PIN)
	var once atomic.Bool
	d.app.OnRecordAfterDeleteSuccess("sessions").BindFunc(func(e *core.RecordEvent) error {
		if once.CompareAndSwap(false, true) {
			happens(d, class, made[0])
		}
		return e.Next()
	})
	v.send("/card", "code", made[0].Code(), "pin", made[0].PIN)
	if !once.Load() {
		t.Fatal("nothing happened between")
	}
	return v
}

// A card that is taken back, printed again or outlived while its PIN is compared opens nothing that nobody would end any more.
func TestACardThatEndsWhileItComesInOpensNothing(t *testing.T) {
	for says, happens := range map[string]func(d door, class *classes.Edition, card classes.NewCard) error{
		"taken back": func(d door, _ *classes.Edition, card classes.NewCard) error {
			return classes.EndCard(d.app, card.Card, "x")
		},
		"printed again": func(d door, class *classes.Edition, card classes.NewCard) error {
			_, err := classes.RenewCards(d.app, class, []*classes.Card{card.Card}, "x")
			return err
		},
		"the class ends": func(d door, class *classes.Edition, _ classes.NewCard) error {
			class.Set("state", "ended")
			return d.app.Save(class)
		},
	} {
		t.Run(says, func(t *testing.T) {
			v := between(t, func(d door, class *classes.Edition, card classes.NewCard) {
				if err := happens(d, class, card); err != nil {
					t.Error(err)
				}
			})
			if at, status, body := v.page("/card/class"); at != "/card" {
				t.Errorf("in at %s with %d:\n%s", at, status, mainOf(body))
			}
		})
	}
}

func TestOneCardThatComesInTwiceAtOnceIsInOnce(t *testing.T) {
	var other *visitor
	v := between(t, func(d door, _ *classes.Edition, card classes.NewCard) {
		other = d.visitor(t)
		other.send("/card", "code", card.Code(), "pin", card.PIN)
	})
	in := 0
	for _, v := range []*visitor{v, other} {
		if at, _, _ := v.page("/card/class"); at == "/card/class" {
			in++
		}
	}
	if in != 1 {
		t.Errorf("in on %d PCs", in)
	}
}
