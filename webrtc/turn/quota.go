package turn

import (
	"errors"
	"net/netip"
	"sync"

	"aula/webrtc/homes"
)

// How many relays may be open: of all, of one person (a browser opens one for each way, address and connection), of an address (a whole
// office), and from how many addresses one credential is used at a time.
const (
	mostRelays   = 4096
	mostOfPerson = 32
	mostOfHouse  = 2048
	mostHouses   = 4
)

var errFull = errors.New("too many relays are open")

// quota counts the relays that are open.
type quota struct {
	mu      sync.Mutex // guards what follows
	all     int
	persons map[Owner]int
	houses  map[netip.Addr]int
	names   map[string]map[netip.Addr]int // by name, then house
}

// take counts one more, if there is room.
func (q *quota) take(o Owner, name string, house netip.Addr) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.persons == nil {
		q.persons, q.houses, q.names = map[Owner]int{}, map[netip.Addr]int{}, map[string]map[netip.Addr]int{}
	}
	known := q.names[name]
	if q.all >= mostRelays || q.persons[o] >= mostOfPerson || q.houses[house] >= mostOfHouse || known[house] == 0 && len(known) >= mostHouses {
		return errFull
	}
	if known == nil {
		known = map[netip.Addr]int{}
		q.names[name] = known
	}
	q.all++
	q.persons[o]++
	q.houses[house]++
	known[house]++
	return nil
}

// give counts one less.
func (q *quota) give(o Owner, name string, house netip.Addr) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all--
	homes.Less(q.persons, o)
	homes.Less(q.houses, house)
	homes.Less(q.names[name], house)
	if len(q.names[name]) == 0 {
		delete(q.names, name)
	}
}

func (q *quota) open() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.all
}
