package accounts

import (
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// ActorKey is where a request keeps the Actor that asks.
const ActorKey = "aula:actor"

// Belonging is a membership as it is remembered for whom a request comes from.
type Belonging struct {
	ID, Organisation string
	Role             MembershipRole
	From, Until      time.Time
	Waits            bool // the person has yet to accept it
}

// Actor is who asks, and the one organisation that they act for.
type Actor struct {
	Person *core.Record // nil: nobody has signed in
	For    Belonging    // the zero one: for no organisation
	All    []Belonging  // from which they may choose
	Asked  bool         // an organisation waits for their answer
}

// newActor lets a person act for what they chose, if it still holds; else for the only organisation in which they are more than an employee,
// or the only one that they belong to.
func newActor(person *core.Record, all []Belonging, chosen string, now time.Time) Actor {
	a := Actor{Person: person}
	for _, b := range all {
		a.Asked = a.Asked || b.Waits
		if !b.Waits && holds(b.From, b.Until, now) {
			a.All = append(a.All, b)
		}
	}
	if at := slices.IndexFunc(a.All, func(b Belonging) bool { return b.ID == chosen }); at >= 0 {
		a.For = a.All[at]
		return a
	}
	trusted := slices.DeleteFunc(slices.Clone(a.All), func(b Belonging) bool { return b.Role == Employee })
	switch {
	case len(trusted) == 1:
		a.For = trusted[0]
	case len(a.All) == 1:
		a.For = a.All[0]
	}
	return a
}

// May tells whether the actor may do act anywhere, by the role in the centre.
func (a Actor) May(act Act) bool { return Allowed(a.Person, act) }

// MayIn tells whether the actor may do act to what an organisation owns: by the role in the centre, or by the one in this organisation if
// it is the one acted for.
func (a Actor) MayIn(act Act, organisation string) bool {
	if a.May(act) {
		return true
	}
	return organisation != "" && a.For.Organisation == organisation && slices.Contains(rights[act].own, a.For.Role)
}
