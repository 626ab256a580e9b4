package webrtc

import (
	"crypto/rand"
	"sync"
	"sync/atomic"
	"time"
)

// change is what a peer's loop must look at again.
type change uint8

const (
	tracksChanged change = 1 << iota
	speakersChanged
	lineChanged
	answered
)

// Peer is one connection of somebody to a room: what it publishes, and what it receives.
type Peer struct {
	id     string
	room   *Room
	member Member
	events Events
	shard  *shard
	joined time.Time

	mu      sync.Mutex // guards what follows
	changes change     // not looked at yet
	busy    bool       // a goroutine is looking
	left    bool
	looking sync.WaitGroup

	once         sync.Once
	player       atomic.Pointer[playback] // of a WHEP session
	way          atomic.Pointer[Way]      // of the connection that found one last; nil: none has yet
	publication  publication
	subscription subscription
}

func newPeer(r *Room, m Member, events Events) *Peer {
	p := &Peer{id: rand.Text(), room: r, member: m, events: events, shard: r.engine.nextShard(), joined: time.Now()}
	p.publication.peer, p.publication.may = p, sourceSet(m.May)
	p.subscription.peer, p.subscription.wants = p, map[string]int{}
	return p
}

// nudge never waits and may be called while a lock is held: a goroutine of the peer's own, one at a time, does the rest.
func (p *Peer) nudge(c change) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changes |= c
	if p.busy || p.left {
		return
	}
	p.busy = true
	p.looking.Add(1)
	go p.look()
}

// aside does something without its caller waiting for it; whoever leaves does.
func (p *Peer) aside(f func()) {
	p.mu.Lock()
	left := p.left
	if !left {
		p.looking.Go(f)
	}
	p.mu.Unlock()
	if left {
		f()
	}
}

// look is the only one that calls events and changes the subscription. It ends when nothing is left to look at: most of the time
// nothing changes, and five hundred waiting goroutines have a price.
func (p *Peer) look() {
	defer p.looking.Done()
	for c := p.next(); c != 0; c = p.next() {
		if b := p.player.Load(); b != nil && c&tracksChanged != 0 {
			b.look()
		}
		if p.events != nil {
			p.tell(c)
		}
	}
}

// next takes what has changed; nothing means that the goroutine has to end.
func (p *Peer) next() change {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.changes
	p.changes = 0
	if p.left {
		c = 0
	}
	p.busy = c != 0
	return c
}

func (p *Peer) tell(c change) {
	if c&tracksChanged != 0 {
		p.events.Tracks(p.room.Tracks())
	}
	if c&(tracksChanged|answered) != 0 {
		if offer, ok := p.subscription.renew(); ok {
			p.events.Offer(offer)
		}
	}
	if c&speakersChanged != 0 {
		p.events.Speakers(p.room.Speakers())
	}
	if c&lineChanged != 0 {
		p.events.Line(p.subscription.state())
	}
}

// Allow changes what the peer may publish. What it may no longer stops at once.
func (p *Peer) Allow(sources []Source) { p.publication.allow(sourceSet(sources)) }

// Silence ends what the peer publishes of a source, of all if it is empty. It may begin again.
func (p *Peer) Silence(source Source) { p.publication.silence(source) }

// Publish answers a publisher's offer. Its errors are ErrNotAllowed, ErrMalformed, ErrStale and ErrGone.
func (p *Peer) Publish(o Offer) (Answer, error) { return p.publication.take(o) }

// Answered takes the answer to an offer of the subscription. Its errors are ErrMalformed, ErrStale and ErrGone.
func (p *Peer) Answered(a Answer) error { return p.subscription.answered(a) }

// Want says how wide tracks are shown. A track that is not named stays as it is; at first it is shown in full.
func (p *Peer) Want(list []Want) { p.subscription.want(list) }

// Restart lets the subscription find its way again (ICE restart): a new offer follows. A publication is restarted by its own
// next offer.
func (p *Peer) Restart() { p.subscription.restart() }

// Leave ends the peer. It returns when its goroutine has ended, so it must not be called from its events.
func (p *Peer) Leave() {
	p.once.Do(func() {
		p.room.remove(p)
		p.mu.Lock()
		p.left = true
		p.mu.Unlock()
		p.publication.close()
		p.subscription.close()
		spendMemory()
	})
	p.looking.Wait()
}

// watch lets a playback follow what is published.
func (p *Peer) watch(b *playback) {
	p.player.Store(b)
	p.nudge(tracksChanged)
}

func (p *Peer) hasLeft() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.left
}

func sourceSet(list []Source) map[Source]bool {
	set := map[Source]bool{}
	for _, s := range list {
		set[s] = true
	}
	return set
}
