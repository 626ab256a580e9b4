package webrtc

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pion/rtcp"
	pion "github.com/pion/webrtc/v3"
)

// askEvery is how often a publisher may be asked for what is missing.
const askEvery = 20 * time.Millisecond

// publication is what a peer sends.
type publication struct {
	peer *Peer

	offers sync.Mutex // one offer at a time; guards the generation
	last   int

	mu     sync.Mutex // guards what follows
	may    map[Source]bool
	pc     *pion.PeerConnection
	print  string            // the other side's fingerprint
	tracks map[string]*track // by mid
	asking chan struct{}     // closed when the connection is
	closed bool
	lost   func()      // told when the connection has failed
	shown  func(Codec) // told when pictures begin
}

// take answers an offer.
func (u *publication) take(o Offer) (Answer, error) {
	u.offers.Lock()
	defer u.offers.Unlock()
	if o.Generation <= u.last {
		return Answer{}, fmt.Errorf("offer %d after %d: %w", o.Generation, u.last, ErrStale)
	}
	var err error
	if o.SDP, err = thinned(o.SDP); err != nil {
		return Answer{}, err
	}
	sections, err := readOffer(o)
	if err != nil {
		return Answer{}, err
	}
	if err := u.permit(sections.names); err != nil {
		return Answer{}, err
	}
	pc, err := u.connection(o.SDP, sections.fingerprint)
	if err != nil {
		return Answer{}, err
	}
	u.rename(sections.names)
	sdp, err := answer(pc, o.SDP)
	if err == nil {
		sdp, err = sparing(sdp, sections.names)
	}
	if err != nil {
		return Answer{}, err
	}
	u.peer.known(sdp)
	u.last = o.Generation
	return Answer{o.Generation, sdp}, nil
}

func (u *publication) permit(names []TrackName) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed {
		return ErrGone
	}
	for _, n := range names {
		if !u.may[n.Source] {
			return fmt.Errorf("publish %s: %w", n.Source, ErrNotAllowed)
		}
	}
	return nil
}

// connection is the one that the offer is for: the present one, or a new one if the offer comes from a new one.
func (u *publication) connection(sdp, fingerprint string) (*pion.PeerConnection, error) {
	u.mu.Lock()
	old := u.pc
	same := old != nil && u.print == fingerprint && old.ConnectionState() != pion.PeerConnectionStateFailed
	u.mu.Unlock()
	if same {
		return old, nil
	}
	if old != nil {
		u.peer.unsealed(old)
	}
	pc, err := u.peer.room.engine.publish.sealedBy(u.peer.gcm()).hearing(u.heard).connect(sdp, nil, u.peer.goes, u.vanish)
	if err != nil {
		return nil, err
	}
	u.hang()
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed {
		u.peer.room.engine.part(pc)
		return nil, ErrGone
	}
	u.pc, u.print, u.tracks, u.asking = pc, fingerprint, map[string]*track{}, make(chan struct{})
	pc.OnTrack(func(remote *pion.TrackRemote, receiver *pion.RTPReceiver) { u.receive(pc, remote, receiver) })
	pc.OnConnectionStateChange(func(s pion.PeerConnectionState) {
		if s == pion.PeerConnectionStateFailed {
			go u.vanish(pc)
		}
	})
	go u.ask(pc, u.asking)
	return pc, nil
}

// rename opens and ends tracks as an offer names them.
func (u *publication) rename(names []TrackName) {
	var gone []*track
	u.mu.Lock()
	for mid, t := range u.tracks {
		if !slices.ContainsFunc(names, func(n TrackName) bool { return n.Mid == mid && n.Source == t.source }) {
			gone = append(gone, t)
			delete(u.tracks, mid)
		}
	}
	for _, n := range names {
		if u.tracks[n.Mid] == nil {
			u.tracks[n.Mid] = newTrack(u.peer, n.Source)
		}
	}
	u.mu.Unlock()
	for _, t := range gone {
		u.peer.room.unpublish(t)
	}
}

// receive begins to read a layer. Its track is told to the room with its first layer, when its codec is known.
func (u *publication) receive(pc *pion.PeerConnection, remote *pion.TrackRemote, receiver *pion.RTPReceiver) {
	transceiver := receiver.RTPTransceiver()
	if transceiver == nil {
		return
	}
	var level, redundant uint8
	for _, c := range receiver.GetParameters().Codecs {
		if strings.EqualFold(c.MimeType, mimeRED) {
			redundant = uint8(c.PayloadType)
		}
	}
	for _, e := range receiver.GetParameters().HeaderExtensions {
		if e.URI == levelURI && remote.Kind() == pion.RTPCodecTypeAudio {
			level = uint8(e.ID)
		}
	}
	u.mu.Lock()
	t := u.tracks[transceiver.Mid()]
	if t == nil || u.pc != pc || u.closed || t.stopped.Load() || !u.may[t.source] {
		u.mu.Unlock()
		return
	}
	first := len(*t.layers.Load()) == 0
	if first {
		t.mime, t.clock = remote.Codec().MimeType, remote.Codec().ClockRate
		if strings.EqualFold(t.mime, mimeRED) {
			t.mime = pion.MimeTypeOpus
		}
	}
	l := newLayer(t, remote, level, u.peer.room.engine.shards)
	l.red = redundant
	t.add(l)
	shown := u.shown
	u.mu.Unlock()
	if first && !u.peer.room.publish(t) {
		return
	}
	if first && shown != nil && t.source.Video() {
		shown(codecOf(t.mime))
	}
	l.read(remote)
}

// heard gives a report to the layer that it is about.
func (u *publication) heard(r *rtcp.SenderReport) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, t := range u.tracks {
		for _, l := range *t.layers.Load() {
			l.reported(r)
		}
	}
}

// ask asks the publisher for what is missing until the connection is hung up.
func (u *publication) ask(pc *pion.PeerConnection, hung <-chan struct{}) {
	clock := time.NewTicker(askEvery)
	defer clock.Stop()
	var absence absence
	for {
		select {
		case <-hung:
			return
		case now := <-clock.C:
			var list []rtcp.Packet
			for _, l := range u.layers() {
				list = append(list, l.requests(now)...)
			}
			tell(pc.WriteRTCP, list)
			absence.look(u, pc.ConnectionState(), now)
			u.peer.room.speakers.settle(now)
		}
	}
}

func (u *publication) layers() []*layer {
	u.mu.Lock()
	defer u.mu.Unlock()
	var list []*layer
	for _, t := range u.tracks {
		list = append(list, *t.layers.Load()...)
	}
	return list
}

// allow takes what may not be published any more off the stage. Who may publish nothing needs no connection: the browser has closed it without
// a word, and it would count as cut.
func (u *publication) allow(may map[Source]bool) {
	u.mu.Lock()
	u.may = may
	gone := u.forget(func(s Source) bool { return !may[s] })
	u.mu.Unlock()
	u.unpublish(gone)
	if len(may) == 0 {
		u.peer.aside(u.detach()) // closing may wait for a handshake, and a room waits for its caller
	}
}

// silence ends what is published of a source, or of all. It may begin again.
func (u *publication) silence(source Source) {
	u.mu.Lock()
	gone := u.forget(func(s Source) bool { return source == "" || s == source })
	u.mu.Unlock()
	u.unpublish(gone)
}

// forget lets go of tracks by their source. Its caller holds the lock.
func (u *publication) forget(ends func(Source) bool) (gone []*track) {
	for mid, t := range u.tracks {
		if ends(t.source) {
			gone = append(gone, t)
			delete(u.tracks, mid)
		}
	}
	return gone
}

func (u *publication) unpublish(gone []*track) {
	for _, t := range gone {
		u.peer.room.unpublish(t)
	}
}

// vanish ends what came over a connection that failed.
func (u *publication) vanish(pc *pion.PeerConnection) {
	u.mu.Lock()
	mine, lost := u.pc == pc, u.lost
	u.mu.Unlock()
	if !mine {
		return
	}
	u.hang()
	if lost != nil {
		lost()
	}
}

// hang ends the connection and its tracks.
func (u *publication) hang() { u.detach()() }

// detach ends the tracks and lets go of the connection, which what it returns closes.
func (u *publication) detach() (closes func()) {
	u.mu.Lock()
	pc, tracks := u.pc, u.tracks
	if pc != nil {
		close(u.asking)
	}
	u.pc, u.tracks, u.print = nil, nil, ""
	u.mu.Unlock()
	for _, t := range tracks {
		u.peer.room.unpublish(t)
	}
	return func() {
		if pc != nil {
			u.peer.unsealed(pc)
			u.peer.room.engine.part(pc)
		}
	}
}

func (u *publication) close() {
	u.mu.Lock()
	u.closed = true
	u.mu.Unlock()
	u.hang()
}

func (u *publication) whenLost(f func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.lost = f
}

func (u *publication) whenShown(f func(Codec)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.shown = f
}

// shakeWithin is how long a handshake may take until another publisher may take the place.
const shakeWithin = 5 * time.Second

// cut says that a line that was there has been lost, or that nothing comes of it.
func (u *publication) cut() bool {
	pc := u.current()
	if pc == nil {
		return false
	}
	state := pc.ConnectionState()
	return stuck(pc) && time.Since(u.peer.joined) > shakeWithin || state == pion.PeerConnectionStateDisconnected || state == pion.PeerConnectionStateFailed
}

func (u *publication) current() *pion.PeerConnection {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.pc
}
