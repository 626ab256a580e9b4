package accounts

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"
)

// Limit allows Burst tries at once and one more each Every.
type Limit struct {
	Burst int
	Every time.Duration
}

// remembered bounds a generation of the limiter's memory: about 2 MB with its predecessor.
const remembered = 20_000

// Limiter counts tries by key, in memory that is bounded. Keys are kept as HMACs only.
// It is safe for concurrent use.
type Limiter struct {
	now    func() time.Time
	secret []byte

	mu         sync.Mutex // guards the generations
	young, old map[tryKey]time.Time
}

type tryKey [16]byte

// NewLimiter returns a limiter that has counted nothing yet and tells the time by now.
func NewLimiter(now func() time.Time) *Limiter {
	secret := make([]byte, sha256.Size)
	rand.Read(secret) // never fails, by its documentation
	return &Limiter{now: now, secret: secret, young: map[tryKey]time.Time{}}
}

// Take counts one try of kind by who. It returns zero, or how long to wait if there were too many;
// a refused try is not counted.
func (l *Limiter) Take(limit Limit, kind, who string) time.Duration {
	return l.TakeMany(limit, kind, who, 1)
}

// TakeMany counts so many tries at once, all or none.
func (l *Limiter) TakeMany(limit Limit, kind, who string, n int) time.Duration {
	now, key := l.now(), l.key(kind, who)
	l.mu.Lock()
	defer l.mu.Unlock()
	// Generic cell rate algorithm: one instant a key says when its bucket will be empty again.
	empty := l.find(key)
	if empty.Before(now) {
		empty = now
	}
	empty = empty.Add(time.Duration(n) * limit.Every)
	if wait := empty.Add(-time.Duration(limit.Burst) * limit.Every).Sub(now); wait > 0 {
		return wait
	}
	l.put(key, empty)
	return 0
}

// Forgive forgets the tries of kind by who: they have shown who they are.
func (l *Limiter) Forgive(kind, who string) {
	key := l.key(kind, who)
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.young, key)
	delete(l.old, key)
}

func (l *Limiter) key(kind, who string) (k tryKey) {
	mac := hmac.New(sha256.New, l.secret)
	mac.Write([]byte(kind + "\x00" + who))
	copy(k[:], mac.Sum(nil))
	return k
}

func (l *Limiter) find(key tryKey) time.Time {
	if t, ok := l.young[key]; ok {
		return t
	}
	return l.old[key]
}

func (l *Limiter) put(key tryKey, t time.Time) {
	if _, ok := l.young[key]; !ok && len(l.young) >= remembered {
		l.old, l.young = l.young, make(map[tryKey]time.Time, remembered)
	}
	l.young[key] = t
}
