package accounts

import (
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

const (
	begunStay = 15 * time.Minute
	mostBegun = 10_000 // reaching it forgets all: who is in the midst of it begins again
)

// begun keeps what was begun in a session and waits for the browser's answer: the secret of an app, the challenge of a passkey.
// It lives in memory: after a start people begin again. It is safe for concurrent use.
type begun struct {
	now func() time.Time

	mu   sync.Mutex // guards kept
	kept map[begunKey]begunThing
}

type begunKey struct {
	session string
	what    FactorKind
}

type begunThing struct {
	thing   any
	expires time.Time
}

func begunOf(app core.App) *begun {
	now := DoorkeeperOf(app).now // not below: the store is locked there
	return app.Store().GetOrSet("aula:factors_begun", func() any {
		return &begun{now: now, kept: map[begunKey]begunThing{}}
	}).(*begun)
}

func (b *begun) keep(session string, what FactorKind, thing any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if len(b.kept) >= mostBegun {
		clear(b.kept)
	}
	for key, kept := range b.kept { // few are in the midst of it at any time
		if !now.Before(kept.expires) {
			delete(b.kept, key)
		}
	}
	b.kept[begunKey{session, what}] = begunThing{thing, now.Add(begunStay)}
}

// look returns what was begun, nil if nothing or too long ago.
func (b *begun) look(session string, what FactorKind) any {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.find(begunKey{session, what})
}

// end returns what was begun and forgets it: a challenge is answered once.
func (b *begun) end(session string, what FactorKind) any {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := begunKey{session, what}
	thing := b.find(key)
	delete(b.kept, key)
	return thing
}

// find is look for who holds mu.
func (b *begun) find(key begunKey) any {
	kept, ok := b.kept[key]
	if !ok || !b.now().Before(kept.expires) {
		return nil
	}
	return kept.thing
}
