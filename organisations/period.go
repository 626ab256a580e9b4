package organisations

import "time"

// Period holds from a moment until another at which it holds no more; a zero Until is open.
type Period struct{ From, Until time.Time }

// Holds tells whether the period holds at that moment.
func (p Period) Holds(at time.Time) bool {
	return !at.Before(p.From) && (p.Until.IsZero() || at.Before(p.Until))
}

// Overlaps tells whether there is a moment at which both hold.
func (p Period) Overlaps(q Period) bool {
	return (q.Until.IsZero() || p.From.Before(q.Until)) && (p.Until.IsZero() || q.From.Before(p.Until))
}

// Check returns what is wrong: it has a beginning, and its end comes afterwards.
func (p Period) Check() Problems {
	switch {
	case p.From.IsZero():
		return Problems{{fieldFrom, "required"}}
	case !p.Until.IsZero() && !p.Until.After(p.From):
		return Problems{{fieldUntil, "until"}}
	}
	return nil
}
