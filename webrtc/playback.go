package webrtc

import (
	"fmt"
	"sync"

	pion "github.com/pion/webrtc/v3"
)

// playback is what a WHEP client receives: one picture and one voice, whoever publishes them.
type playback struct {
	peer       *Peer
	pc         *pion.PeerConnection
	subscriber *subscriber
	downs      []*down
	once       sync.Once
}

// startPlayback answers a client's offer to receive. End is called when the connection has failed.
func startPlayback(p *Peer, offer string, end func()) (*playback, string, error) {
	d, err := parse(offer)
	if err != nil {
		return nil, "", err
	}
	if err := bundled(d); err != nil {
		return nil, "", err
	}
	u, err := follow(p, offer, func(s pion.PeerConnectionState) {
		if s == pion.PeerConnectionStateFailed {
			go end()
		}
	})
	if err != nil {
		return nil, "", err
	}
	b := &playback{peer: p, pc: u.pc, subscriber: u}
	taken := map[string]bool{}
	for _, m := range d.MediaDescriptions {
		kind := m.MediaName.Media
		if _, sendonly := m.Attribute("sendonly"); !isMedia(m) || sendonly || taken[kind] {
			continue
		}
		taken[kind] = true
		if err := b.add(pion.NewRTPCodecType(kind)); err != nil {
			b.close()
			return nil, "", fmt.Errorf("%w: %w", ErrMalformed, err)
		}
	}
	if len(taken) == 0 {
		b.close()
		return nil, "", fmt.Errorf("%w: %w", ErrMalformed, ErrNothing)
	}
	sdp, err := answer(u.pc, offer)
	if err != nil {
		b.close()
		return nil, "", err
	}
	p.known(sdp)
	p.watch(b)
	return b, sdp, nil
}

func (b *playback) add(kind pion.RTPCodecType) error {
	d := newDown(b.subscriber, kind.String(), "aula", kind, "")
	d.width = shownAtFirst
	_, err := b.pc.AddTransceiverFromTrack(d, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly})
	if err != nil {
		return err
	}
	b.subscriber.add(d)
	b.downs = append(b.downs, d)
	return nil
}

// look chooses among what is published: a screen before a camera, and the voice of whom one sees.
func (b *playback) look() {
	tracks := b.peer.room.published()
	picture := first(tracks, func(t *track) bool { return t.source == Screen })
	if picture == nil {
		picture = first(tracks, func(t *track) bool { return t.source == Camera })
	}
	voice := first(tracks, func(t *track) bool { return t.source == Microphone && picture != nil && t.peer == picture.peer })
	if voice == nil {
		voice = first(tracks, func(t *track) bool { return t.source == Microphone })
	}
	for _, d := range b.downs {
		if d.kind == pion.RTPCodecTypeVideo {
			d.attach(picture)
		} else {
			d.attach(voice)
		}
	}
}

func first(list []*track, holds func(*track) bool) *track {
	for _, t := range list {
		if holds(t) {
			return t
		}
	}
	return nil
}

func (b *playback) close() {
	b.once.Do(func() {
		b.subscriber.hang()
	})
}
