package federation

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// Cookie is the name of the cookie with the secret of a browser that has gone to a provider. It is of use for Stay.
const Cookie = "aula_identity"

const (
	// Stay is how long a departure waits for its answer, and an arrival for its person.
	Stay = 20 * time.Minute

	mostVisits  = 10_000 // reaching it forgets the oldest quarter: who has waited for longest begins again
	secretBytes = 32
)

// Reasons why an answer, or what a browser shows for one, is worth nothing.
var (
	// ErrNoDeparture says that nobody here asked what was answered, or that it was answered before, or too late.
	ErrNoDeparture = errors.New("no question waits for this answer")
	// ErrNoArrival says that this browser has brought no identity, or not the browser that asked for it.
	ErrNoArrival = errors.New("no identity has arrived in this browser")
)

// Departure is somebody on the way to a provider.
type Departure struct {
	Kind     accounts.IdentityKind
	Provider string // whom they go to
	Next     string // the page to go on with afterwards
	Person   string // id of who is signed in and wants the identity for this account; empty: to sign in
	Memory   any    // what the protocol must remember until the answer
	Question []byte // as it was sent, for the log
}

// Arrival is somebody who has come back with an identity that was judged and found good.
type Arrival struct {
	Departure
	Attestation accounts.Attestation
	Name        string // of the provider, as people know it
	Strong      bool   // the provider asked for more than a password: that is a second factor
	Session     string // what ends the session at the provider, in the protocol's own words; empty: there is nothing to end
}

// Desk remembers who is on the way. It lives in memory: after a start people begin again. It is safe for concurrent use.
type Desk struct {
	now func() time.Time

	mu    sync.Mutex // guards all below
	left  map[string]visit
	come  map[mark]visit // by ticket
	held  map[mark]visit // by the browser's secret
	swept time.Time
}

type mark [sha256.Size]byte

type visit struct {
	browser mark
	over    time.Time
	judged  bool // an answer has come
	Arrival
}

// DeskOf returns the academy's desk.
func DeskOf(app core.App) *Desk {
	now := accounts.DoorkeeperOf(app).Now // not below: the store is locked there
	return app.Store().GetOrSet("aula:federation_desk", func() any { return NewDesk(now) }).(*Desk)
}

// NewDesk returns one at which nobody has been.
func NewDesk(now func() time.Time) *Desk {
	return &Desk{now: now, left: map[string]visit{}, come: map[mark]visit{}, held: map[mark]visit{}}
}

// Depart remembers who leaves with a question, whose id no other question has. secret is what the browser holds already, or empty. It
// returns the secret that it must hold from now on.
func (d *Desk) Depart(question, secret string, dep Departure) string {
	if len(secret) != base64.RawURLEncoding.EncodedLen(secretBytes) {
		secret = newSecret()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	put(d, d.left, question, visit{browser: markOf(secret), Arrival: Arrival{Departure: dep}})
	return secret
}

// Expected returns who left with a question, without taking it for answered. It returns ErrNoDeparture.
func (d *Desk) Expected(question string) (Departure, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.left[question]
	if !ok || !d.now().Before(v.over) {
		return Departure{}, ErrNoDeparture
	}
	return v.Departure, nil
}

// ExpectedBy returns who left with a question from the browser with the secret, without taking it for answered. It returns ErrNoDeparture.
func (d *Desk) ExpectedBy(question, secret string) (Departure, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.left[question]
	if !ok || v.browser != markOf(secret) || !d.now().Before(v.over) {
		return Departure{}, ErrNoDeparture
	}
	return v.Departure, nil
}

// Begin is Expected for who is about to judge an answer: nobody else judges another one meanwhile, or afterwards.
func (d *Desk) Begin(question string) (Departure, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.left[question]
	if !ok || v.judged || !d.now().Before(v.over) {
		return Departure{}, ErrNoDeparture
	}
	v.judged = true
	d.left[question] = v
	return v.Departure, nil
}

// Forget ends a question that was answered in a way that lets nobody in.
func (d *Desk) Forget(question string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.left, question)
}

// Arrive takes a question for answered: no other answer to it counts. What is not the departure's is the arrival's own. The ticket is for
// the browser that brought the answer. It returns ErrNoDeparture.
func (d *Desk) Arrive(question string, a Arrival) (ticket string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.left[question]
	delete(d.left, question)
	if !ok || !d.now().Before(v.over) {
		return "", ErrNoDeparture
	}
	a.Departure, a.Question, a.Memory = v.Departure, nil, nil
	v.Arrival = a
	ticket = newSecret()
	put(d, d.come, markOf(ticket), v)
	return ticket, nil
}

// Claim lets the browser that both asked and brought the answer hold the identity, under a new secret: another site may have given it the one by
// which it asked. A ticket is good once. It returns ErrNoArrival.
func (d *Desk) Claim(ticket, secret string) (held string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.come[markOf(ticket)]
	delete(d.come, markOf(ticket))
	if !ok || v.browser != markOf(secret) || !d.now().Before(v.over) {
		return "", ErrNoArrival
	}
	held = newSecret()
	v.browser = markOf(held)
	put(d, d.held, v.browser, v)
	return held, nil
}

// Held returns the identity that the browser holds, or ErrNoArrival.
func (d *Desk) Held(secret string) (Arrival, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.held[markOf(secret)]
	if !ok || !d.now().Before(v.over) {
		return Arrival{}, ErrNoArrival
	}
	return v.Arrival, nil
}

// Settle forgets the identity that the browser holds: it has led somewhere, or was given up.
func (d *Desk) Settle(secret string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.held, markOf(secret))
}

// put is for who holds mu.
func put[K comparable](d *Desk, where map[K]visit, key K, v visit) {
	now := d.now()
	d.sweep(now)
	if len(where) >= mostVisits {
		dropOldest(where)
	}
	v.over = now.Add(Stay)
	where[key] = v
}

// dropOldest forgets the quarter that has waited for longest: nobody who asks without end ends what others have just begun.
func dropOldest[K comparable](where map[K]visit) {
	keys := slices.SortedFunc(maps.Keys(where), func(a, b K) int { return where[a].over.Compare(where[b].over) })
	for _, key := range keys[:len(keys)/4] {
		delete(where, key)
	}
}

// sweep forgets now and then who never came, or stayed too long.
func (d *Desk) sweep(now time.Time) {
	if now.Sub(d.swept) < time.Minute {
		return
	}
	d.swept = now
	over := func(v visit) bool { return !now.Before(v.over) }
	maps.DeleteFunc(d.left, func(_ string, v visit) bool { return over(v) })
	maps.DeleteFunc(d.come, func(_ mark, v visit) bool { return over(v) })
	maps.DeleteFunc(d.held, func(_ mark, v visit) bool { return over(v) })
}

// NewQuestion is an id for a question whose protocol gives it none.
func NewQuestion() string { return newSecret() }

func newSecret() string {
	secret := make([]byte, secretBytes)
	rand.Read(secret) // never fails, by its documentation
	return base64.RawURLEncoding.EncodeToString(secret)
}

func markOf(secret string) mark { return sha256.Sum256([]byte(secret)) }
