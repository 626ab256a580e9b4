package signal

// Groups are sets of people, one bit each; what they mean is the Desk's business.
type Groups uint32

// Everybody is in any group or another.
const Everybody = ^Groups(0)

// Audience says whom an event is for: who is in one of the groups, and the people named.
type Audience struct {
	Groups Groups
	People []string
}

func (a Audience) includes(m Member) bool {
	if a.Groups&m.Groups != 0 {
		return true
	}
	for _, person := range a.People {
		if person == m.Person {
			return true
		}
	}
	return false
}

// Event is something that happened. Fields are written as a JSON object after its type and number.
type Event struct {
	Type   string
	To     Audience
	Fields any
}

// Member is who sits behind a connection. Several tabs and devices of one person are several connections.
type Member struct {
	Person string
	Groups Groups
}

// kept is an event as it was sent.
type kept struct {
	seq     int64
	to      Audience
	message []byte
}

// ring keeps the last events, for tabs that come back.
type ring struct {
	events      []kept
	bytes       int
	mostEvents  int
	mostBytes   int
	forgotUntil int64 // seq of the last event that is no longer kept
}

func (r *ring) add(k kept) {
	r.events = append(r.events, k)
	r.bytes += len(k.message)
	for len(r.events) > r.mostEvents || r.bytes > r.mostBytes {
		r.forgotUntil = r.events[0].seq
		r.bytes -= len(r.events[0].message)
		r.events[0] = kept{}
		r.events = r.events[1:]
	}
}

// since returns the events after seq, and whether none of them is forgotten.
func (r *ring) since(seq int64) ([]kept, bool) {
	if seq < r.forgotUntil {
		return nil, false
	}
	for i, k := range r.events {
		if k.seq > seq {
			return r.events[i:], true
		}
	}
	return nil, true
}
